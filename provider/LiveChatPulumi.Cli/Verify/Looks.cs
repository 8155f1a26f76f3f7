using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Looks at checks that change nothing.</summary>
internal sealed class Looks(CustomerEye eye)
{
    private const string Priorities =
        "priorities, login status, working hours and chat limits decide who is next: livechat routes shows who answers in a group.";

    private const string Members = "see who of the group is signed in and accepts chats, their working hours, and whether they are full.";

    /// <summary>Looks at a check once.</summary>
    /// <exception cref="CustomerApiException">It could not be looked at.</exception>
    public async Task<Look> AtAsync(Check check, CancellationToken cancellationToken)
    {
        var look = new Look();
        try
        {
            await (
                check switch
                {
                    VisitCheck visit => VisitAsync(visit, look, cancellationToken),
                    PropertyCheck property => PropertyAsync(property, look, cancellationToken),
                    GroupCheck group => GroupAsync(group, look, cancellationToken),
                    _ => throw new InvalidOperationException($"A {check.Kind} is no such check."),
                }
            ).ConfigureAwait(false);
        }
        catch (CustomerApiException e) when (Look.IsOfTheCheck(e))
        {
            look.Miss(e.Action, "an answer", $"LiveChat refused: {e.ApiMessage}", "see whether what the check names is there.");
        }

        return look;
    }

    private async Task VisitAsync(VisitCheck check, Look look, CancellationToken cancellationToken)
    {
        var login = await eye.VisitAsync(check, cancellationToken).ConfigureAwait(false);
        var led = login.Configuration?.CustomerData?.GroupId;
        if (check.Groups is { } groups)
            LookAtGroup(check, groups, led, look);
        if (check.Agents is not null || check.Bot is not null || check.Nobody)
            LookAtAgent(check, login.Configuration, look);
        var group = led ?? (check.Groups is { Count: 1 } ? check.Groups[0] : null as int?);
        if (check.Statuses is null && check.Form is null)
            return;
        if (group is null)
        {
            look.DoNotKnow("The login did not say which group the page leads to, so its status and form are not known.");
            return;
        }

        if (check.Statuses is { } statuses)
            await LookAtStatusAsync(check, group.Value, statuses, look, cancellationToken).ConfigureAwait(false);
        if (check.Form is { } form)
            new FormLook(look, group.Value, form).At(
                await eye.FormAsync(check, group.Value, form.Type, cancellationToken).ConfigureAwait(false)
            );
    }

    private static void LookAtGroup(VisitCheck check, IReadOnlyList<int> groups, int? led, Look look)
    {
        if (led is null)
            look.DoNotKnow("The login did not say which group the page leads to: a check of the kind chat finds it, with a real chat.");
        else if (!groups.Contains(led.Value))
            look.Miss(
                "group",
                Look.OneOf(groups),
                $"the page leads to {led}",
                check.Visitor.Page is { } page
                    ? $"livechat routes test --url {page} shows which rule the page meets; its order counts."
                    : "see the group that the page asks for, and livechat routes."
            );
    }

    private static void LookAtAgent(VisitCheck check, WidgetConfiguration? configuration, Look look)
    {
        if (configuration is null)
        {
            look.DoNotKnow("The login did not say who is predicted to take the chat.");
            return;
        }

        var agent = configuration.PredictedAgent;
        var seen = agent is null ? "nobody is predicted" : $"{agent.Id} is predicted";
        if (check.Nobody && agent is not null)
            look.Miss("agent", "nobody", seen, Priorities);
        if (check.Agents is { } agents && !agents.Contains(agent?.Id ?? "", StringComparer.OrdinalIgnoreCase))
            look.Miss("agent", Look.OneOf(agents), seen, Priorities);
        if (check.Bot is not { } bot)
            return;
        if (agent is null)
            look.Miss("agent", bot ? "a bot" : "a person", seen, Priorities);
        else if (agent.IsBot is not { } isBot)
            look.DoNotKnow($"LiveChat did not say whether {agent.Id} is a bot.");
        else if (isBot != bot)
            look.Miss("agent", bot ? "a bot" : "a person", $"{agent.Id} is {(isBot ? "a bot" : "a person")}", Priorities);
    }

    private async Task LookAtStatusAsync(
        Check check,
        int group,
        IReadOnlyList<string> statuses,
        Look look,
        CancellationToken cancellationToken
    )
    {
        var status = await eye.StatusAsync(check, group, cancellationToken).ConfigureAwait(false);
        if (status is null || !statuses.Contains(status.Value.Word, StringComparer.Ordinal))
            look.Miss(
                $"status of group {group}",
                Look.OneOf(statuses),
                status is null ? "customers do not find the group" : $"it is {status}",
                Members
            );
    }

    private async Task GroupAsync(GroupCheck check, Look look, CancellationToken cancellationToken)
    {
        if (check is { Exists: true, Statuses: { } statuses })
        {
            await LookAtStatusAsync(check, check.Group, statuses, look, cancellationToken).ConfigureAwait(false);
            return;
        }

        var status = await eye.StatusAsync(check, check.Group, cancellationToken).ConfigureAwait(false);
        if (check.Exists == status is not null)
            return;
        look.Miss(
            $"group {check.Group}",
            check.Exists ? "a group" : "no group",
            check.Exists ? "customers do not find it" : $"it is there, and {status}",
            "livechat drift shows what became of it."
        );
    }

    private async Task PropertyAsync(PropertyCheck check, Look look, CancellationToken cancellationToken)
    {
        JsonObject? values;
        try
        {
            values = (await eye.PropertyAsync(check, cancellationToken).ConfigureAwait(false)).Properties;
        }
        catch (CustomerApiException e) when (!check.Visible && Look.IsOfTheCheck(e))
        {
            // Nobody sees a property of what is not there.
            return;
        }

        var value = values?[check.Property];
        if (!check.Visible && value is not null)
            look.Miss(
                "property",
                "no value that customers see",
                $"it is {Look.Shown(value)}",
                "take read away from customers in its access."
            );
        else if (check.Visible && value is null)
            look.Miss(
                "property",
                check.Value is null ? "a value" : Look.Shown(check.Value),
                "customers see none",
                $"its access must give customers read in {(check.Group is null ? "license" : "group")}, and it needs a value."
            );
        else if (check.Value is { } wanted && !Look.Same(wanted, value))
            look.Miss("property", Look.Shown(wanted), $"customers see {Look.Shown(value)}", "livechat drift shows who set which value.");
    }
}
