using System.Globalization;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Batching;
using LocalEngine;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>livechat doctor --contract: how the real API answers what its documents leave open.</summary>
internal static class ContractCommand
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    /// <summary>Looks, and writes what it found.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="workspace">The stack whose license it is; null for that of the environment.</param>
    /// <param name="isSandbox">True where the license is said to be a throw-away one.</param>
    /// <param name="file">Where the contract goes.</param>
    /// <param name="cancellationToken">Gives up writing.</param>
    public static async Task<int> RunAsync(
        CommandContext context,
        Workspace? workspace,
        bool isSandbox,
        string file,
        CancellationToken cancellationToken
    )
    {
        if (!isSandbox)
            throw new EngineException(
                "--contract makes and removes agents, bots, groups, tags, rules, webhooks and properties: say with --sandbox that the "
                    + "license is a throw-away one. Nothing was made."
            );
        var time = TimeProvider.System;
        var options = LicenseAccess.Options(context, workspace) with
        {
            MaxRetries = 2,
            Batching = new BatchOptions { Size = 1 },
        };
        var watch = new AnswerWatch();
        using var api = new ConfigurationApi(options, watch, time);
        var owner = LicenseAccess.Setting(context, workspace, "ownerClientId", "LIVECHAT_OWNER_CLIENT_ID");
        var sandbox = new Sandbox(api, owner, options.Credential.IsPersonalAccessToken, Bound(context, workspace), time);
        using var interrupts = new Interrupts(context.Errors)
        {
            Says = "^C received; what was made is being removed, which takes as long as LiveChat takes to show it.",
        };
        await context
            .WriteErrorAsync($"Looking at {options.Url.Host}. What is made there is named {Sandbox.Mark}..., and removed at the end.")
            .ConfigureAwait(false);
        var report = await new ContractRun(sandbox, watch).RunAsync(interrupts.Stopping).ConfigureAwait(false);
        foreach (var left in report.Left)
            await context.WriteErrorAsync($"error: not removed: {left}").ConfigureAwait(false);
        if (report.CutOff is { } reason)
            throw new EngineException(
                $"the license was not looked at to the end: {reason.TrimEnd('.')}. "
                    + (report.Left.Count > 0 ? "The next run removes what is left." : "What was made is removed.")
            );
        var contract = ContractFile.Write(report.Findings, options.Url, time.GetUtcNow(), context.Filter.Of);
        await File.WriteAllTextAsync(file, CommandContext.Readably(contract) + "\n", cancellationToken).ConfigureAwait(false);
        foreach (var finding in report.Findings)
            await context.WriteLineAsync($"{finding.Name, -24} {finding.Value ?? "unknown", -16} {finding.Text}").ConfigureAwait(false);
        var known = report.Findings.Count(f => f.Value is not null);
        await context
            .WriteLineAsync($"{known} of {report.Findings.Count} switches are known. Wrote {file}: livechat emulate --as {file}")
            .ConfigureAwait(false);
        return report.Left.Count > 0 ? ExitCodes.Failed : ExitCodes.Success;
    }

    private static TimeSpan Bound(CommandContext context, Workspace? workspace) =>
        int.TryParse(
            LicenseAccess.Setting(context, workspace, "propagationSeconds", "LIVECHAT_PROPAGATION_SECONDS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var seconds
        )
            ? TimeSpan.FromSeconds(seconds)
            : Usual;
}
