using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>What a function gave: values, or failures by argument.</summary>
internal sealed record FunctionResult(PropertyObject? Values, ImmutableArray<(string Property, string Reason)> Failures)
{
    public static FunctionResult Failed(string property, string reason) => new(null, [(property, reason)]);
}

/// <summary>A function that programs can invoke.</summary>
internal abstract class Function(FunctionSpec spec)
{
    public FunctionSpec Spec { get; } = spec;

    /// <summary>The methods that it calls.</summary>
    public abstract ImmutableArray<ApiAction> Actions { get; }

    public abstract Task<FunctionResult> InvokeAsync(ProviderRun run, PropertyObject arguments, CancellationToken cancellationToken);
}
