using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>waitUntilReady: readiness as a step of the program, for what depends on more than that LiveChat accepted the changes.</summary>
internal sealed class WaitUntilReady() : Function(Declared)
{
    private const int NamedObjects = 10;

    private static FunctionSpec Declared =>
        new(
            "waitUntilReady",
            "Waits until LiveChat shows everything that this run has written so far, or until it also acts. Call it with dependsOn: "
                + "then it waits for those resources, and what uses its result waits for it. Where nothing was written it returns at once.",
            [
                new(
                    "mode",
                    "mode",
                    new EnumType(
                        "ReadyMode",
                        "What to wait for.",
                        [
                            new("Visible", "visible", "LiveChat shows the changes."),
                            new("Effective", "effective", "They also act: LiveChat documents up to two minutes for that."),
                        ]
                    ),
                    "What to wait for: visible (default) or effective."
                )
                {
                    Default = PropertyValue.Of("visible"),
                },
            ],
            [CommonArguments.Output("ready", PropertyType.Boolean, "Always true: a wait that fails is an error.")]
        );

    public override ImmutableArray<ApiAction> Actions => [];

    public override async Task<FunctionResult> InvokeAsync(ProviderRun run, PropertyObject arguments, CancellationToken cancellationToken)
    {
        var missing = await run.OwnWrites.UntilShownAsync(null, cancellationToken);
        if (missing.Count > 0)
        {
            var named = string.Join(", ", missing.Take(NamedObjects).Select(w => $"{w.Type.Split(':')[^1]} '{w.Id}'"));
            var more = missing.Count > NamedObjects ? $" and {missing.Count - NamedObjects} more" : "";
            return FunctionResult.Failed(
                "mode",
                $"LiveChat does not show within {run.Options.PropagationBound.TotalSeconds:0} s: {named}{more}. "
                    + "It accepted these changes; run up again, or raise livechat:propagationSeconds."
            );
        }

        if (arguments.Text("mode") == "effective" && run.Ledger.LastWrite is { } last)
            await run.Waiting.DelayAsync(last + run.Options.PropagationBound - run.Time.GetUtcNow(), cancellationToken);
        return new FunctionResult(PropertyObject.Of(("ready", PropertyValue.Of(true))), []);
    }
}
