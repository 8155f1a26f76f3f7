using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LocalEngine;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>What a run found.</summary>
/// <param name="Findings">A finding for each switch of the emulator.</param>
/// <param name="CutOff">Why the run did not come to its end; null where it did.</param>
/// <param name="Left">What could not be removed, and why.</param>
internal sealed record ContractReport(IReadOnlyList<SwitchFinding> Findings, string? CutOff, IReadOnlyList<string> Left);

/// <summary>Does all probes in a license that has nothing to lose, and leaves it as it was.</summary>
/// <param name="sandbox">The license.</param>
/// <param name="watch">Sees the answers.</param>
internal sealed class ContractRun(Sandbox sandbox, AnswerWatch watch)
{
    /// <summary>The status of each type of error that the documents, or measurements, name.</summary>
    private static readonly Dictionary<string, int> Statuses = new(StringComparer.Ordinal)
    {
        [ErrorTypes.Validation] = 400,
        [ErrorTypes.Authentication] = 401,
        [ErrorTypes.Authorization] = 403,
        [ErrorTypes.NotFound] = 404,
        [ErrorTypes.GroupNotFound] = 404,
        [ErrorTypes.TooManyRequests] = 429,
        [ErrorTypes.Internal] = 500,
        [ErrorTypes.ServiceUnavailable] = 503,
    };

    private const int MostNamed = 5;
    private readonly ContractFindings _findings = new();

    /// <summary>Does it.</summary>
    /// <param name="cancellationToken">Ends the probes. What was made is removed even so.</param>
    /// <exception cref="EngineException">The license is not empty, or cannot be looked at: nothing was made.</exception>
    public async Task<ContractReport> RunAsync(CancellationToken cancellationToken)
    {
        await RefuseUnlessEmptyAsync(cancellationToken).ConfigureAwait(false);
        var cutOff = await ProbeAsync(cancellationToken).ConfigureAwait(false);
        var left = await sandbox.SweepAsync(CancellationToken.None).ConfigureAwait(false);
        TellFromAnswers();
        return new ContractReport(_findings.All, cutOff, left);
    }

    private async Task RefuseUnlessEmptyAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<(SandboxKind Kind, IReadOnlyList<string> Labels)> foreign;
        try
        {
            foreign = await sandbox.FindForeignAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new EngineException($"it cannot be seen whether the license is empty, so nothing was made in it: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            throw new EngineException("it was stopped; nothing was made", e);
        }

        if (foreign.Count == 0)
            return;
        var found = foreign.Select(f =>
            $"{f.Kind.Words}: {string.Join(", ", f.Labels.Take(MostNamed))}"
            + (f.Labels.Count > MostNamed ? $" and {f.Labels.Count - MostNamed} more" : "")
        );
        throw new EngineException(
            $"this license has more than a fresh one ({string.Join("; ", found)}). --contract makes and removes objects, and looks at "
                + "throw-away licenses only. Nothing was made."
        );
    }

    /// <summary>Does the probes one after another; gives the reason where it has to stop before the last.</summary>
    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What an earlier run could not remove would be in the way of this one.
            if (await sandbox.SweepAsync(cancellationToken).ConfigureAwait(false) is [var left, ..])
                return "what an earlier run left cannot be removed: " + left;
            foreach (var probe in Probe.All)
            {
                if (await ProbeAsync(probe, cancellationToken).ConfigureAwait(false) is { } reason)
                    return reason;
            }

            return null;
        }
        catch (OperationCanceledException)
        {
            return "it was stopped";
        }
    }

    private async Task<string?> ProbeAsync(Probe probe, CancellationToken cancellationToken)
    {
        var reason = "no setting names a client id of your own: set livechat:ownerClientId";
        try
        {
            if (!probe.NeedsOwner || sandbox.Owner is not null)
            {
                reason = "the answers do not tell";
                await probe.RunAsync(sandbox, _findings, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApiException e) when (Sandbox.IsAnswer(e))
        {
            reason = e.Message;
        }
        catch (ApiException e)
        {
            return e.Message;
        }
        catch (ProbeException e)
        {
            reason = e.Message;
        }

        // What no probe can tell with this license keeps its own reason.
        foreach (var name in probe.Switches.Where(n => !ContractFindings.HasReason(n)))
            _findings.Leave(name, reason);
        return null;
    }

    private void TellFromAnswers()
    {
        if (watch.TextOf(ApiActions.CreateTag)?.Trim() is { } text)
        {
            if (text.Length == 0)
                _findings.Tell("noPayload", "empty", "create_tag answers nothing");
            else if (text == "{}")
                _findings.Tell("noPayload", "object", "create_tag answers {}");
            else
                _findings.Leave("noPayload", $"create_tag answers with {text.Length} characters");
        }

        if (watch.Errors.FirstOrDefault(e => e.Type == ErrorTypes.TooManyRequests) is { } limited)
            _findings.Tell(
                "retryAfter",
                limited.AsksToWait ? "present" : "absent",
                $"a call too many was refused with{(limited.AsksToWait ? "" : "out")} Retry-After"
            );
        TellStatus();
    }

    private void TellStatus()
    {
        var seen = watch.Errors.Where(e => Statuses.ContainsKey(e.Type)).ToList();
        var words = string.Join(", ", seen.Select(e => $"{e.Type} {e.Status}").Distinct().Order(StringComparer.Ordinal));
        if (seen.Count > 0 && seen.TrueForAll(e => e.Status == 200))
            _findings.Tell("errorStatus", "always200", words);
        else if (seen.TrueForAll(e => e.Type == ErrorTypes.Validation))
            _findings.Leave("errorStatus", "no error was met but validation");
        else if (seen.TrueForAll(e => e.Status == 400))
            _findings.Tell("errorStatus", "always400", words);
        else if (seen.TrueForAll(e => e.Status == Statuses[e.Type]))
            _findings.Tell("errorStatus", "document", words);
        else
            _findings.Leave("errorStatus", $"errors come as none of its values: {words}");
    }
}
