using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi.Web;

/// <summary>The Web API, for one customer.</summary>
public sealed class CustomerWebApi : CustomerCalls, IDisposable
{
    private const string Path = "/v3.0/customer/action/";
    private const string PublicPath = "/v3.2/customer/public/";

    private readonly CustomerApiOptions _options;
    private readonly ICustomerTokenSource _tokens;
    private readonly WebSender _sender;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="tokens">Gives the customer's token.</param>
    /// <param name="handler">Sends HTTP requests; null takes a handler of its own.</param>
    /// <param name="time">The clock of the time limit.</param>
    public CustomerWebApi(
        CustomerApiOptions options,
        ICustomerTokenSource tokens,
        HttpMessageHandler? handler = null,
        TimeProvider? time = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tokens);
        _options = options;
        _tokens = tokens;
        _sender = new WebSender(options, handler, time ?? TimeProvider.System);
    }

    /// <summary>Sends a file to a chat.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="file">The file.</param>
    /// <param name="customId">
    /// An id for the event, of the caller's choice. One document needs it, the other does not.
    /// </param>
    /// <param name="requireActiveThread">True: fails where no thread is open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where the file is.</returns>
    public async Task<string> SendFileAsync(
        string chatId,
        FileToSend file,
        string? customId = null,
        bool? requireActiveThread = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        var action = CustomerActions.SendFile;
        RequireId(action, chatId, "chat_id");
        Require(action, file.Name.Length > 0 && !file.Name.Any(char.IsControl), "the file's name is empty, or has a control character");
        Require(action, file.Content.Length > 0, $"{file.Name} is empty");
        Require(
            action,
            file.Content.Length <= FileToSend.LongestContent,
            $"{file.Name} has {file.Content.Length} bytes; the API takes {FileToSend.LongestContent}: make it smaller, or link to it"
        );
        Require(action, MediaTypeHeaderValue.TryParse(file.ContentType, out var type), $"{file.ContentType} is no media type");
        var answer = await SendAsync(action, Compose, cancellationToken).ConfigureAwait(false);
        return Tolerant.TextOrNull(answer["url"]) ?? throw Unreadable(action, "it has no url");

        MultipartFormDataContent Compose()
        {
            var content = new MultipartFormDataContent { { new StringContent(chatId), "payload.chat_id" } };
            if (customId is not null)
                content.Add(new StringContent(customId), "payload.custom_id");
            if (requireActiveThread is { } required)
                content.Add(new StringContent(required ? "true" : "false"), "payload.require_active_thread");
            content.Add(new ReadOnlyMemoryContent(file.Content) { Headers = { ContentType = type } }, "payload.file", Quoted(file.Name));
            return content;
        }
    }

    /// <summary>Reads the license's values of properties that customers may read.</summary>
    /// <param name="space">The namespace; null for all.</param>
    /// <param name="name">The property; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<PublicProperties> GetLicensePropertiesAsync(
        string? space = null,
        string? name = null,
        CancellationToken cancellationToken = default
    ) => ReadPublicAsync(CustomerActions.GetLicenseProperties, [("namespace", space), ("name", name)], cancellationToken);

    /// <summary>Reads a group's values of properties that customers may read.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="space">The namespace; null for all.</param>
    /// <param name="name">The property; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<PublicProperties> GetGroupPropertiesAsync(
        int groupId,
        string? space = null,
        string? name = null,
        CancellationToken cancellationToken = default
    ) =>
        ReadPublicAsync(
            CustomerActions.GetGroupProperties,
            [("group_id", groupId.ToString(CultureInfo.InvariantCulture)), ("namespace", space), ("name", name)],
            cancellationToken
        );

    /// <inheritdoc/>
    public void Dispose() => _sender.Dispose();

    private protected override Task<JsonObject> CallAsync(CustomerAction action, JsonObject payload, CancellationToken cancellationToken)
    {
        var body = WebSender.Body(new JsonObject { ["payload"] = payload });
        return SendAsync(action, () => WebSender.Json(body), cancellationToken);
    }

    /// <summary>Sends a request; once more with another token, where the server refuses the first and the source has another.</summary>
    private async Task<JsonObject> SendAsync(CustomerAction action, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        var token = await _tokens.GetAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await PostAsync(action, content, token, cancellationToken).ConfigureAwait(false);
        }
        catch (CustomerApiException e) when (e.Kind == CustomerErrorKind.Authentication)
        {
            var other = await _tokens.GetAsync(token, cancellationToken).ConfigureAwait(false);
            if (other.Equals(token))
                throw;
            return await PostAsync(action, content, other, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject> PostAsync(
        CustomerAction action,
        Func<HttpContent> content,
        CustomerToken token,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(Path, action, []));
        request.Content = content();
        request.Headers.TryAddWithoutValidation("Authorization", token.Header);
        return await _sender.SendAsync(action, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PublicProperties> ReadPublicAsync(
        CustomerAction action,
        (string Name, string? Value)[] query,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(PublicPath, action, query));
        return Read<PublicProperties>(action, await _sender.SendAsync(action, request, cancellationToken).ConfigureAwait(false));
    }

    // As browsers send a name that holds what ends it.
    private static string Quoted(string name) => name.Replace("\"", "%22", StringComparison.Ordinal);

    private Uri Address(string path, CustomerAction action, (string Name, string? Value)[] query) =>
        new(
            _options.Url,
            $"{path}{action.Name}?license_id={_options.LicenseId.ToString(CultureInfo.InvariantCulture)}"
                + string.Concat(query.Where(q => q.Value is not null).Select(q => $"&{q.Name}={Uri.EscapeDataString(q.Value!)}"))
        );
}
