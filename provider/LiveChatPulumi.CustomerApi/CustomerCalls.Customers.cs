using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi;

public abstract partial class CustomerCalls
{
    /// <summary>Changes what is known of the customer.</summary>
    /// <param name="update">What is to change: at least one part of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The customer after the change.</returns>
    public async Task<Customer> UpdateCustomerAsync(CustomerUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var action = CustomerActions.UpdateCustomer;
        Require(action, !update.IsEmpty, "there is nothing to change; give a name, an email, an avatar or fields");
        var answer = await CallAsync(action, CustomerJson.Request(update), cancellationToken).ConfigureAwait(false);
        // One document answers the customer in a member of its own, the other as the payload itself.
        return Read<Customer>(action, answer["customer"] ?? answer);
    }

    /// <summary>Sets fields of the customer.</summary>
    /// <param name="fields">Texts, by name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SetCustomerFieldsAsync(IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Require(CustomerActions.SetCustomerFields, fields.Count > 0, "there is no field to set");
        return TellAsync(CustomerActions.SetCustomerFields, new FieldsPayload(fields), cancellationToken);
    }

    /// <summary>Reads whether groups answer. A group that does not exist is missing from the answer.</summary>
    /// <param name="groups">The groups; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<int, GroupStatus>> GetGroupsStatusAsync(
        IReadOnlyCollection<int>? groups = null,
        CancellationToken cancellationToken = default
    )
    {
        var action = CustomerActions.GetGroupsStatus;
        var payload = new GroupsPayload(groups is null ? true : null, groups);
        var answer = await AskForAsync<JsonObject>(action, "groups_status", payload, cancellationToken).ConfigureAwait(false);
        return answer.ToDictionary(g => GroupId(action, g.Key), g => new GroupStatus(Tolerant.Text(g.Value) ?? ""));
    }

    /// <summary>Checks goals for a customer who is offline, because the license has no room for more.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="pageUrl">The page.</param>
    /// <param name="customerFields">Fields of the customer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CheckGoalsAsync(
        int groupId,
        string pageUrl,
        IReadOnlyDictionary<string, string> customerFields,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(customerFields);
        RequireAddress(CustomerActions.CheckGoals, pageUrl, "page_url");
        return TellAsync(CustomerActions.CheckGoals, new GoalsPayload(pageUrl, groupId, customerFields), cancellationToken);
    }

    /// <summary>Reads the form of a group.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="type">Which form.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FormAnswer> GetFormAsync(int groupId, FormType type, CancellationToken cancellationToken = default)
    {
        var payload = new FormPayload(groupId, type == FormType.Prechat ? "prechat" : "postchat");
        return AskAsync<FormAnswer>(CustomerActions.GetForm, payload, cancellationToken);
    }

    /// <summary>Reads who would take a chat of this customer.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Agent> GetPredictedAgentAsync(CancellationToken cancellationToken = default) =>
        AskForAsync<Agent>(CustomerActions.GetPredictedAgent, "agent", new EmptyPayload(), cancellationToken);

    /// <summary>Reads what a page says of itself.</summary>
    /// <param name="url">The page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<UrlDetails> GetUrlDetailsAsync(string url, CancellationToken cancellationToken = default)
    {
        RequireAddress(CustomerActions.GetUrlDetails, url, "url");
        return AskAsync<UrlDetails>(CustomerActions.GetUrlDetails, new UrlPayload(url), cancellationToken);
    }

    private protected static void RequireAddress(CustomerAction action, string? url, string name) =>
        Require(
            action,
            Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"),
            $"{name} is no address of a page; it has to begin with http:// or https://"
        );

    private static int GroupId(CustomerAction action, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw Unreadable(action, $"{text} is no id of a group");
}
