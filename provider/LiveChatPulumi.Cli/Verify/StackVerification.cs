using System.Globalization;
using LiveChatPulumi.Cli.Routes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.Routing;
using LocalEngine;
using LocalEngine.State;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>The checks of one stack, and what is needed to look at them.</summary>
internal sealed class StackVerification
{
    private readonly TimeProvider _time;
    private readonly VerifySettings _settings;
    private readonly VerifyPlan _plan;
    private readonly IReadOnlyList<string> _notes;
    private readonly CustomerApiOptions _options;
    private readonly CustomerTokens _tokens;
    private readonly EyePace _pace;

    private StackVerification(
        CommandContext context,
        Workspace workspace,
        VerifySettings settings,
        CustomerApiOptions options,
        (IReadOnlyList<Check> Checks, IReadOnlyList<string> Notes) found,
        VerifyPlan plan,
        TimeProvider time
    )
    {
        (_settings, _options, _plan, _time) = (settings, options, plan, time);
        (Checks, _notes) = found;
        _tokens = CustomerTokens.Of(context, workspace, settings.TokenCommand);
        _pace = CustomerAccess.Pace(context, workspace);
    }

    /// <summary>The checks, in their order.</summary>
    public IReadOnlyList<Check> Checks { get; }

    /// <summary>What is said before: how long LiveChat may need to act on the last change. Null where that time is over.</summary>
    public string? Waits
    {
        get
        {
            var left = _plan.Until - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return null;
            var seconds = left.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            return _plan.Quick
                ? $"LiveChat may need {seconds} s more to act on the last change: what holds before may be the old configuration."
                : $"LiveChat may need {seconds} s more to act on the last change; the last look is made then. --quick ends earlier.";
        }
    }

    /// <summary>Reads the checks and the settings.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="workspace">The stack.</param>
    /// <param name="settings">The options.</param>
    /// <param name="isFresh">True where something was changed just now.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EngineException">It cannot be verified; the message says why.</exception>
    public static async Task<StackVerification> PrepareAsync(
        CommandContext context,
        Workspace workspace,
        VerifySettings settings,
        bool isFresh,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var snapshot = workspace.Backend.Exists ? workspace.Backend.Load(workspace.Codec) : Snapshot.Empty;
        var options = CustomerAccess.Options(context, workspace);
        var found = await ChecksAsync(context, workspace, settings, snapshot, cancellationToken).ConfigureAwait(false);
        Require(found.Checks, settings);
        var plan = new VerifyPlan(Until(workspace, snapshot, isFresh, time), settings.Quick, settings.AllowChats);
        return new StackVerification(context, workspace, settings, options, found, plan, time);
    }

    /// <summary>Looks at all checks.</summary>
    /// <param name="show">Is told of each result as it comes.</param>
    /// <param name="warn">Is told at once what must not be lost with the results.</param>
    /// <param name="cancellationToken">Gives up; a chat that was started is closed even so.</param>
    public async Task<VerifyReport> RunAsync(Action<CheckResult> show, Action<string> warn, CancellationToken cancellationToken)
    {
        using var eye = new CustomerEye(_options, _tokens, _pace, _time);
        await using var receiver = _settings.Receive is { } port
            ? await HookReceiver.StartAsync(port, _time, cancellationToken).ConfigureAwait(false)
            : null;
        var verification = new Verification(eye, _plan, _time, show) { Receiver = receiver, Warn = warn };
        return new VerifyReport(await verification.RunAsync(Checks, cancellationToken).ConfigureAwait(false), _notes);
    }

    /// <summary>The checks of the file, or those that follow from the program.</summary>
    private static async Task<(IReadOnlyList<Check> Checks, IReadOnlyList<string> Notes)> ChecksAsync(
        CommandContext context,
        Workspace workspace,
        VerifySettings settings,
        Snapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        if (settings is { Derive: true, File: not null })
            throw new EngineException("--derive makes the checks by itself: leave out --file");
        if (!settings.Derive)
        {
            var path = settings.File ?? Path.Combine(workspace.Project.Folder, VerifyFile.DefaultName);
            return (VerifyFile.Load(path, new VerifyNames(snapshot, context.Filter)), []);
        }

        IReadOnlyList<ListedRule>? rules = null;
        if (DerivedChecks.HasRules(snapshot))
        {
            using var api = LicenseAccess.Open(context, workspace);
            var license = await LicenseRoutes.ReadAsync(api, cancellationToken).ConfigureAwait(false);
            rules = RuleForecast.Of(license.Rules, DeclaredRules.Read(snapshot, snapshot));
        }

        var derived = DerivedChecks.Of(snapshot, rules);
        return derived.Checks.Count > 0
            ? derived
            : throw new EngineException(
                "nothing that customers see follows from the stack's state: run up first, or write the checks (docs/verify.md)"
            );
    }

    /// <summary>The moment from which on LiveChat acts on the last change that the state knows.</summary>
    private static DateTimeOffset Until(Workspace workspace, Snapshot snapshot, bool isFresh, TimeProvider time)
    {
        var last = isFresh ? time.GetUtcNow() : snapshot.Resources.Select(r => r.Modified ?? default).DefaultIfEmpty().Max();
        return last + workspace.PropagationBound;
    }

    private static void Require(IReadOnlyList<Check> checks, VerifySettings settings)
    {
        if (
            settings is { AllowChats: true, Receive: null }
            && checks.OfType<ChatCheck>().FirstOrDefault(c => c.Hook is not null) is { } deaf
        )
            throw new EngineException(
                $"{deaf.Place}: '{deaf.Name}' expects a webhook: --receive PORT receives it, at the address that the webhook is registered "
                    + "with, or behind a proxy there."
            );
    }
}
