using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Doctor;

/// <summary>Looks at a credential and the license to which it leads, by calls that only read.</summary>
/// <param name="options">How calls are made.</param>
/// <param name="owner">The client id that the settings name, or null.</param>
/// <param name="types">The types of the resources that are meant to be managed.</param>
/// <param name="time">The clock.</param>
internal sealed class Examination(ApiOptions options, string? owner, IReadOnlyList<string> types, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WrongClock = TimeSpan.FromSeconds(30);

    private readonly ConfigurationApi _api = new(options, time: time);
    private readonly Dictionary<string, (JsonNode? Answer, ApiException? Failure)> _tried = new(StringComparer.Ordinal);
    private readonly List<double> _seconds = [];

    /// <summary>What was found.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Looks at all there is.</summary>
    /// <returns>False where no call gets through.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        AddCredential();
        if (await TryAsync(ApiActions.ListChannels, [], cancellationToken).ConfigureAwait(false) is { } failure)
        {
            Findings.Add(await ExplainAsync(failure, cancellationToken).ConfigureAwait(false));
            return false;
        }

        Add(Verdict.Good, "access", $"{options.Url.Host} takes the credential, in version 3.6 of the API.");
        AddRegion();
        await AddRightsAsync(cancellationToken).ConfigureAwait(false);
        await AddAccountAsync(cancellationToken).ConfigureAwait(false);
        await AddPlanAsync(cancellationToken).ConfigureAwait(false);
        AddClock();
        AddLatency();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _api.Dispose();

    private void AddCredential()
    {
        var text = options.Credential is Credential.PersonalAccessToken pat
            ? $"a personal access token of the account {pat.AccountId}; it acts with the rights of that account"
            : "an OAuth 2.1 access token; it expires, so pipelines are better off with a personal access token";
        Add(Verdict.Good, "credential", text + ".");
    }

    /// <summary>Says why nothing gets through. A token of the one kind that is sent as the other is the usual mistake.</summary>
    private async Task<Finding> ExplainAsync(ApiException failure, CancellationToken cancellationToken)
    {
        switch (failure.Type)
        {
            case ErrorTypes.Authentication:
                return await ExplainRefusalAsync(cancellationToken).ConfigureAwait(false);
            case "unsupported_version":
                return new Finding(
                    Verdict.Bad,
                    "version",
                    "version 3.6 of the API is not enabled for this license.",
                    "ask developers@text.com for access, and check livechat:apiUrl."
                );
            case ErrorTypes.LicenseExpired:
                return new Finding(Verdict.Bad, "license", "the license has expired.", "renew it in LiveChat.");
            case ErrorTypes.Transport:
                return new Finding(
                    Verdict.Bad,
                    "network",
                    failure.ApiMessage + ".",
                    $"see that this machine reaches {options.Url.Authority}, through a proxy where it needs one (HTTPS_PROXY)."
                );
            default:
                return new Finding(Verdict.Bad, "access", failure.Message, "");
        }
    }

    private async Task<Finding> ExplainRefusalAsync(CancellationToken cancellationToken)
    {
        if (options.Credential is Credential.PersonalAccessToken pat)
        {
            var isAccessToken = await IsTakenAsync(new Credential.Bearer(pat.Token), cancellationToken).ConfigureAwait(false);
            return isAccessToken
                ? Wrong(
                    "livechat:personalAccessToken holds an access token.",
                    "set it as livechat:accessToken, and take away livechat:accountId."
                )
                : Wrong(
                    $"LiveChat refuses the personal access token of the account {pat.AccountId}.",
                    "see in the Developer Console that the account id and the token belong together, and that the token was not revoked."
                );
        }

        var token = ((Credential.Bearer)options.Credential).Token;
        var text = token.Reveal().Replace("%3A", ":", StringComparison.OrdinalIgnoreCase);
        var hasPrefix = text.StartsWith("dal:", StringComparison.Ordinal) || text.StartsWith("fra:", StringComparison.Ordinal);
        if (
            Account is { } account
            && await IsTakenAsync(new Credential.PersonalAccessToken(account, token), cancellationToken).ConfigureAwait(false)
        )
            return Wrong(
                "livechat:accessToken holds a personal access token, which is sent as Bearer and refused so.",
                $"set it as livechat:personalAccessToken, with livechat:accountId {account}."
            );
        return hasPrefix
            ? Wrong(
                "LiveChat refuses the access token.",
                "it may have expired, or may be the oldest of 25 and was revoked: get a new one, or take a personal access token."
            )
            : Wrong(
                "LiveChat refuses the access token, and it does not look like one: those begin with dal: or fra:. It may be a personal "
                    + "access token, which is refused when it is sent as Bearer.",
                "set it as livechat:personalAccessToken, with the id of its account as livechat:accountId."
            );

        static Finding Wrong(string text, string remedy) => new(Verdict.Bad, "credential", text, remedy);
    }

    /// <summary>The account that the settings name beside an access token.</summary>
    public string? Account { private get; init; }

    private async Task<bool> IsTakenAsync(Credential credential, CancellationToken cancellationToken)
    {
        using var api = new ConfigurationApi(options with { Credential = credential }, time: time);
        try
        {
            await api.CallAsync(ApiActions.ListChannels, [], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }

    private void AddRegion()
    {
        if (options.Region is { } said && _api.Region is { } region && said != region)
            Add(
                Verdict.Warning,
                "region",
                $"livechat:region says {said}, and the license is in {region}: each run asks the wrong region first.",
                $"set livechat:region to {region}, or take it away."
            );
        else
            Add(Verdict.Good, "region", $"{_api.Region ?? "dal, which is the default"}.");
    }

    private async Task AddRightsAsync(CancellationToken cancellationToken)
    {
        foreach (var type in types.Where(NeededCalls.ByType.ContainsKey).Order(StringComparer.Ordinal))
        {
            var (kind, calls) = (type.Split(':')[^1], NeededCalls.ByType[type]);
            if (calls.NeedsOwner && owner is null && options.Credential.IsPersonalAccessToken)
                Add(
                    Verdict.Warning,
                    kind,
                    "a personal access token belongs to no client id, and no setting names one.",
                    "set livechat:ownerClientId (LIVECHAT_OWNER_CLIENT_ID), or ownerClientId on each of these resources."
                );
            foreach (var read in calls.Reads)
                await AddReadAsync(kind, read, cancellationToken).ConfigureAwait(false);
            Add(
                Verdict.Good,
                kind,
                "writes cannot be tried without writing. They need: "
                    + string.Join("; ", calls.Writes.Select(w => $"{w.Name}: {w.NeededScopes}").Distinct(StringComparer.Ordinal))
                    + "."
            );
        }
    }

    private async Task AddReadAsync(string kind, ApiAction read, CancellationToken cancellationToken)
    {
        if (NeededCalls.Request(read, owner) is not { } request)
        {
            Add(Verdict.Warning, kind, $"{read.Name} was not tried: no setting names a client id.", "set livechat:ownerClientId.");
            return;
        }

        var failure = await TryAsync(read, request, cancellationToken).ConfigureAwait(false);
        if (failure is null)
            Add(Verdict.Good, kind, $"{read.Name} is allowed.");
        else if (failure.Type == ErrorTypes.Authorization && read.Scopes.Length > 0)
            Add(
                Verdict.Bad,
                kind,
                $"{read.Name} is refused: {failure.ApiMessage.TrimEnd('.')}. Resources of this kind cannot be read.",
                $"give the token these scopes: {read.NeededScopes}. Its owner needs the right to use them."
            );
        else
            Add(Verdict.Bad, kind, failure.Message);
    }

    /// <summary>A personal access token can do no more than its account.</summary>
    private async Task AddAccountAsync(CancellationToken cancellationToken)
    {
        if (options.Credential is not Credential.PersonalAccessToken pat)
            return;

        // Whether agents can be listed is told where agents are to be managed.
        var (agents, _) = await AskAsync(ApiActions.ListAgents, [], cancellationToken).ConfigureAwait(false);
        var own = (agents as JsonArray)?.FirstOrDefault(a => (a?["account_id"])?.ToString() == pat.AccountId);
        if (own?["role"]?.ToString() is "normal")
            Add(
                Verdict.Warning,
                "account",
                $"the account of the token is the agent {own["id"]} with the role normal: most writes are refused.",
                "take a token of an administrator."
            );
        else if (own is not null)
            Add(Verdict.Good, "account", $"the token is of the agent {own["id"]}, with the role {own["role"]}.");
    }

    private async Task AddPlanAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var plan in (string[])["starter", "team", "enterprise"])
            {
                var answer = await _api.CallAsync(ApiActions.CheckProductLimits, new JsonObject { ["plan"] = plan }, cancellationToken)
                    .ConfigureAwait(false);
                var beyond = (answer as JsonArray ?? []).Select(l => $"{l?["resource"]} by {l?["limit_balance"]}").Distinct().ToList();
                Add(
                    Verdict.Good,
                    "plan",
                    beyond.Count == 0 ? $"the license fits the plan {plan}." : $"the plan {plan} is exceeded: {string.Join(", ", beyond)}."
                );
            }
        }
        catch (ApiException e)
        {
            Add(
                Verdict.Good,
                "plan",
                e.Type == ErrorTypes.Authorization
                    ? "LiveChat tells limits of plans to tokens with the private scope subscription.lc:rw only. "
                        + "What exceeds one fails with limit_reached."
                    : $"limits of plans are not known: {e.Message}"
            );
        }
    }

    private void AddClock()
    {
        var ahead = _api.ServerTime - time.GetUtcNow();
        if (ahead.Duration() > WrongClock)
            Add(
                Verdict.Warning,
                "clock",
                $"LiveChat's clock is {ahead.Duration().TotalSeconds:0} s "
                    + $"{(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's.",
                "set the clock of this machine by NTP. The provider goes by LiveChat's clock; logs and reports do not."
            );
        else
            Add(Verdict.Good, "clock", "as LiveChat's.");
    }

    private void AddLatency()
    {
        var median = TimeSpan.FromSeconds(_seconds.Order().ElementAt(_seconds.Count / 2));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"a call takes {median.TotalMilliseconds:0} ms ({_seconds.Count} were made)."
        );
        if (median > Slow)
            Add(Verdict.Warning, "latency", text, "run nearer to the license's region, or expect applies to take their time.");
        else
            Add(Verdict.Good, "latency", text);
    }

    /// <summary>Makes a call once; gives its failure.</summary>
    private async Task<ApiException?> TryAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken) =>
        (await AskAsync(action, request, cancellationToken).ConfigureAwait(false)).Failure;

    /// <summary>Makes a call once; gives its answer, or its failure.</summary>
    private async Task<(JsonNode? Answer, ApiException? Failure)> AskAsync(
        ApiAction action,
        JsonObject request,
        CancellationToken cancellationToken
    )
    {
        if (_tried.TryGetValue(action.Name, out var known))
            return known;
        var began = time.GetTimestamp();
        try
        {
            known = (await _api.CallAsync(action, request, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ApiException e)
        {
            known = (null, e);
        }

        _seconds.Add(time.GetElapsedTime(began).TotalSeconds);
        return _tried[action.Name] = known;
    }

    private void Add(Verdict verdict, string about, string text, string remedy = "") =>
        Findings.Add(new Finding(verdict, about, text, remedy));
}
