using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>A probe that could not be brought to its end.</summary>
internal sealed class ProbeException(string message) : Exception(message);

/// <summary>Makes marked objects in a license, and removes them whatever happens.</summary>
/// <param name="api">The license.</param>
/// <param name="owner">The client id for what belongs to one; null for none.</param>
/// <param name="isPersonal">True for a personal access token.</param>
/// <param name="bound">How long the license may take to show what was written.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class Sandbox(IConfigurationApi api, string? owner, bool isPersonal, TimeSpan bound, TimeProvider time)
{
    /// <summary>
    /// How the name of each object begins. It is the same in each run, so that a run finds what an earlier one could not remove, and takes
    /// the place of a value that no list shows.
    /// </summary>
    public const string Mark = "livechat_contract_";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly List<(SandboxKind Kind, JsonObject Item)> _made = [];
    private readonly List<JsonObject> _hidden = [];
    private bool _mayHaveMade;

    /// <summary>The client id for what belongs to one; null for none.</summary>
    public string? Owner => owner;

    /// <summary>True for a personal access token.</summary>
    public bool IsPersonal => isPersonal;

    /// <summary>What the license has beyond a fresh one, and is not of an earlier run, by its kind.</summary>
    /// <exception cref="ApiException">It cannot be listed.</exception>
    public async Task<IReadOnlyList<(SandboxKind Kind, IReadOnlyList<string> Labels)>> FindForeignAsync(CancellationToken cancellationToken)
    {
        var found = new List<(SandboxKind, IReadOnlyList<string>)>();
        foreach (var kind in Kinds)
        {
            var items = await ListAsync(kind, cancellationToken).ConfigureAwait(false);
            var foreign = items.Where(i => !kind.IsOfAnyLicense(i) && !IsMarked(kind, i)).ToList();
            if (foreign.Count > 0)
                found.Add((kind, [.. foreign.Select(i => i.Text(kind.Label) is { Length: > 0 } label ? label : $"{i.Member(kind.Key)}")]));
        }

        return found;
    }

    /// <summary>Makes a call, and notes what it makes.</summary>
    /// <exception cref="ApiException">It is refused, or does not get through.</exception>
    public async Task<JsonNode> CallAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        var kind = SandboxKind.All.FirstOrDefault(k => k.Create == action);
        var item = kind is null ? null : (JsonObject)request.DeepClone();
        JsonNode answer;
        try
        {
            answer = await api.CallAsync(action, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (kind is not null && e is ApiException { OutcomeUnknown: true } or OperationCanceledException)
        {
            _mayHaveMade = true;
            throw;
        }

        if (kind is null)
            return answer;
        if (answer.Has("id"))
            item!["id"] = answer.Member("id")!.DeepClone();
        _made.Add((kind, item!));
        return answer;
    }

    /// <summary>Makes what refers to something new, which the license may not know yet.</summary>
    /// <exception cref="ApiException">It is refused also when that should be known.</exception>
    public async Task<JsonNode> CallWhenKnownAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await CallAsync(action, (JsonObject)request.DeepClone(), cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e) when ((e.IsNotFound || e.Type == ErrorTypes.Validation) && time.GetElapsedTime(began) < bound)
            {
                // Perhaps it is too new.
            }
        }
    }

    /// <summary>Tries a call; gives its refusal, or null where the license accepts it.</summary>
    /// <exception cref="ApiException">The license did not answer.</exception>
    public async Task<ApiException?> TryAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(action, request, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ApiException e) when (IsAnswer(e))
        {
            return e;
        }
    }

    /// <summary>Reads until the license shows something.</summary>
    /// <param name="read">The method.</param>
    /// <param name="request">Its parameters.</param>
    /// <param name="shows">True for an answer that shows it.</param>
    /// <param name="what">What is waited for, for a message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProbeException">It did not.</exception>
    public async Task<JsonNode> ReadAsync(
        ApiAction read,
        JsonObject request,
        Func<JsonNode, bool> shows,
        string what,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        do
        {
            try
            {
                var answer = await CallAsync(read, (JsonObject)request.DeepClone(), cancellationToken).ConfigureAwait(false);
                if (shows(answer))
                    return answer;
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                // Perhaps it is too new.
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        } while (time.GetElapsedTime(began) <= bound);

        throw new ProbeException($"{what} did not show within {bound.TotalSeconds:0} s");
    }

    /// <summary>A value may outlive its property, where no list shows it: it comes back with the property, and goes then.</summary>
    /// <param name="registration">The request that registers the property.</param>
    public void MayHide(JsonObject registration) => _hidden.Add((JsonObject)registration.DeepClone());

    /// <summary>Removes what is marked, and what was made.</summary>
    /// <returns>What could not be removed, and why.</returns>
    public async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var left = await SweepOnceAsync(cancellationToken).ConfigureAwait(false);

        // A create whose answer was lost may show later.
        if (!_mayHaveMade)
            return left;
        await Task.Delay(bound, time, cancellationToken).ConfigureAwait(false);
        return await SweepOnceAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True for a refusal that the license itself gives, and not for a line that is down.</summary>
    public static bool IsAnswer(ApiException e) =>
        e.Type
            is not (
                ErrorTypes.Transport
                or ErrorTypes.Internal
                or ErrorTypes.ServiceUnavailable
                or ErrorTypes.TooManyRequests
                or ErrorTypes.Authentication
                or ErrorTypes.Redirected
                or ErrorTypes.Refused
            );

    private IEnumerable<SandboxKind> Kinds => SandboxKind.All.Where(k => !k.IsOfClient || owner is not null);

    private async Task<List<string>> SweepOnceAsync(CancellationToken cancellationToken)
    {
        var left = new List<string>();
        foreach (var registration in _hidden)
            await NotedAsync(
                    "a value",
                    left,
                    () => TryAsync(ApiActions.RegisterProperty, (JsonObject)registration.DeepClone(), cancellationToken)
                )
                .ConfigureAwait(false);
        foreach (var kind in Kinds)
        {
            List<JsonObject> items = [.. _made.Where(m => m.Kind == kind).Select(m => m.Item)];
            await NotedAsync(
                    kind.Words,
                    left,
                    async () =>
                        items.AddRange((await ListAsync(kind, cancellationToken).ConfigureAwait(false)).Where(i => IsMarked(kind, i)))
                )
                .ConfigureAwait(false);
            foreach (var item in items.DistinctBy(i => $"{i.Member(kind.Key)}"))
                await NotedAsync(
                        $"{kind.Words}: {item.Text(kind.Label) ?? item.Text(kind.Key)}",
                        left,
                        () => RemoveAsync(kind, item, cancellationToken)
                    )
                    .ConfigureAwait(false);
        }

        return left;
    }

    private static async Task NotedAsync(string what, List<string> left, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (ApiException e) when (!e.IsNotFound)
        {
            left.Add($"{what}: {e.Message}");
        }
        catch (ApiException)
        {
            // It is gone.
        }
    }

    private async Task RemoveAsync(SandboxKind kind, JsonObject item, CancellationToken cancellationToken)
    {
        // Most properties have no values, and the license says so.
        if (kind.HasValues)
            await TryAsync(
                    ApiActions.DeleteLicenseProperties,
                    new JsonObject { ["properties"] = new JsonObject { [owner!] = new JsonArray(item.Text("name")) } },
                    cancellationToken
                )
                .ConfigureAwait(false);
        await api.CallAsync(kind.Delete, kind.DeleteRequest(item, owner), cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<JsonObject>> ListAsync(SandboxKind kind, CancellationToken cancellationToken) =>
        (await api.CallAsync(kind.List, kind.ListRequest(owner), cancellationToken).ConfigureAwait(false)).Objects();

    private static bool IsMarked(SandboxKind kind, JsonObject item) =>
        item.Text(kind.Label)?.StartsWith(Mark, StringComparison.Ordinal) == true;
}
