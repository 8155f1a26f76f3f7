using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Registers provider resources: the default ones that nobody declares, and explicit ones.</summary>
internal sealed partial class ProviderRegistrar(DeploymentContext context)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _defaults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _replaced = new(StringComparer.Ordinal);

    /// <summary>True when a resource cannot be kept because its provider gave way to one of another account.</summary>
    public async Task<bool> NeedsReplacementAsync(string oldReference, string newReference)
    {
        if (oldReference.Length == 0 || _replaced.ContainsKey(oldReference))
            return oldReference.Length > 0;
        var (oldUrn, newUrn) = (ResourceState.ProviderUrn(oldReference), ResourceState.ProviderUrn(newReference));
        if (oldUrn == newUrn || (IsDefaultName(oldUrn) && IsDefaultName(newUrn)))
            return false;
        if (context.State.FindOld(oldUrn)?.State is not { } old || context.State.FindNew(newUrn) is not { } @new)
            return false;
        var instance = await context.ProviderAsync(newReference).ConfigureAwait(false);
        return (await DiffAsync(instance.Client, @new, old, @new.Inputs).ConfigureAwait(false)).Replaces.Count > 0;
    }

    /// <summary>URNs of the default providers of this run.</summary>
    public bool IsDefault(string urn) =>
        _defaults.Values.Any(d =>
            d is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && ResourceState.ProviderUrn(d.Value.Result) == urn
        );

    /// <summary>The reference of a package's default provider, which is registered at its first use.</summary>
    public Task<string> DefaultAsync(string package, string version, string downloadUrl)
    {
        var name = DefaultName(version, downloadUrl);
        return _defaults
            .GetOrAdd(package + "|" + name, _ => new Lazy<Task<string>>(() => RegisterDefaultAsync(package, name, version, downloadUrl)))
            .Value;
    }

    public async Task<ResourceState> RegisterAsync(ResourceState goal, (int Index, ResourceState State)? old)
    {
        var plugin = await context.StartPluginAsync(goal.Type, goal.Inputs).ConfigureAwait(false);
        try
        {
            var (state, op) = await PlanAsync(plugin, goal, old).ConfigureAwait(false);

            // A change that the provider does not report does not take effect: the old configuration goes on.
            var effective = op == StepOp.Same ? old!.Value.State.Inputs : state.Inputs;
            await context
                .SetProviderAsync(
                    goal.Urn,
                    await ProviderInstance
                        .ConfigureAsync(plugin, goal.Urn, state.Id, effective, CancellationToken.None)
                        .ConfigureAwait(false)
                )
                .ConfigureAwait(false);
            context.State.Commit(state, old?.Index);

            // Default providers are the engine's own business: they are not steps that users count.
            if (goal.Parent.Length > 0)
                await context
                    .RunAsync(new Step(op, state.Urn, state.Type, state.Name, state.Id, [], old?.State, state), () => Task.FromResult(true))
                    .ConfigureAwait(false);
            return state;
        }
        catch (RpcException e)
        {
            await plugin.DisposeAsync().ConfigureAwait(false);
            context.Fail(goal.Urn, ProviderFailure.Explain(e).Message);
            throw new StepFailedException();
        }
    }

    private async Task<(ResourceState State, StepOp Op)> PlanAsync(
        IProviderPlugin plugin,
        ResourceState goal,
        (int Index, ResourceState State)? old
    )
    {
        var inputs = await CheckAsync(plugin, goal, old?.State.Inputs ?? PropertyObject.Empty).ConfigureAwait(false);
        var fresh = goal with { Inputs = inputs, Outputs = inputs.Without("__internal"), Created = context.Now, Modified = context.Now };
        if (old is not { } o)
            return (fresh with { Id = context.IsPreview ? Signatures.Unknown : Guid.NewGuid().ToString() }, StepOp.Create);
        var diff = await DiffAsync(plugin.Client, goal, o.State, inputs).ConfigureAwait(false);
        if (diff.Replaces.Count > 0)
        {
            _replaced[$"{o.State.Urn}::{o.State.Id}"] = true;
            return (fresh with { Id = context.IsPreview ? Signatures.Unknown : Guid.NewGuid().ToString() }, StepOp.Replace);
        }

        var changed =
            diff.Changes == DiffResponse.Types.DiffChanges.DiffSome
            || (diff.Changes == DiffResponse.Types.DiffChanges.DiffUnknown && !o.State.Inputs.Plain().Equals(inputs.Plain()));
        return changed
            ? (fresh with { Id = o.State.Id, Created = o.State.Created }, StepOp.Update)
            : (
                goal with
                {
                    Id = o.State.Id,
                    Inputs = inputs,
                    Outputs = o.State.Outputs,
                    Created = o.State.Created,
                    Modified = o.State.Modified,
                },
                StepOp.Same
            );
    }

    private async Task<PropertyObject> CheckAsync(IProviderPlugin plugin, ResourceState goal, PropertyObject olds)
    {
        var request = new CheckRequest
        {
            Urn = goal.Urn,
            Olds = StructCodec.Write(Sent(olds)),
            News = StructCodec.Write(Sent(goal.Inputs)),
            Name = goal.Name,
            Type = goal.Type,
        };
        CheckResponse response;
        try
        {
            response = await plugin.Client.CheckConfigAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return goal.Inputs;
        }

        foreach (var failure in response.Failures)
            context.Fail(
                goal.Urn,
                $"{goal.Type} '{goal.Name}': {(failure.Property.Length > 0 ? $"property {failure.Property} has a problem: " : "")}{failure.Reason}"
            );
        if (response.Failures.Count > 0)
            throw new StepFailedException();
        var checkedInputs = StructCodec.Read(response.Inputs);
        if (goal.Inputs["__internal"] is { } kept)
            checkedInputs = checkedInputs.With("__internal", kept);
        return PropertyObject.From(
            checkedInputs.Members.Select(m =>
                KeyValuePair.Create(m.Key, goal.Inputs[m.Key] is PropertySecret ? PropertyValue.Secret(m.Value) : m.Value)
            )
        );
    }

    private static bool IsDefaultName(string urn) => Urn.Parse(urn).Name.StartsWith("default", StringComparison.Ordinal);

    private static async Task<DiffResponse> DiffAsync(
        ResourceProviderClient client,
        ResourceState goal,
        ResourceState old,
        PropertyObject inputs
    )
    {
        try
        {
            return await client
                .DiffConfigAsync(
                    new DiffRequest
                    {
                        Urn = goal.Urn,
                        Olds = StructCodec.Write(Sent(old.Outputs)),
                        OldInputs = StructCodec.Write(Sent(old.Inputs)),
                        News = StructCodec.Write(Sent(inputs)),
                        Name = goal.Name,
                        Type = goal.Type,
                    },
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return new DiffResponse();
        }
    }

    private async Task<string> RegisterDefaultAsync(string package, string name, string version, string downloadUrl)
    {
        var type = "pulumi:providers:" + package;
        var urn = new Urn(context.Target.Stack, context.Target.Project, type, name).ToString();
        var prefix = package + ":";
        var inputs = PropertyObject.From(
            context
                .Target.Config.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(c =>
                    KeyValuePair.Create(
                        c.Key[prefix.Length..],
                        context.Target.SecretKeys.Contains(c.Key)
                            ? PropertyValue.Secret(PropertyValue.Of(c.Value))
                            : PropertyValue.Of(c.Value)
                    )
                )
        );
        if (version.Length > 0)
            inputs = inputs.With("version", PropertyValue.Of(version));
        if (downloadUrl.Length > 0)
            inputs = inputs.With("__internal", PropertyObject.Of(("pluginDownloadURL", PropertyValue.Of(downloadUrl))));
        var state = await RegisterAsync(
                new ResourceState
                {
                    Urn = urn,
                    Type = type,
                    Custom = true,
                    Inputs = inputs,
                },
                context.State.FindOld(urn)
            )
            .ConfigureAwait(false);
        return $"{urn}::{state.Id}";
    }

    /// <summary>CheckConfig and DiffConfig get secrets in clear, and nothing of the engine's own.</summary>
    private static PropertyObject Sent(PropertyObject inputs) => (PropertyObject)inputs.Without("__internal").Plain();

    private static string DefaultName(string version, string downloadUrl)
    {
        var name = "default";
        if (version.Length > 0)
            name += "_" + NotInNames().Replace(version, "_");
        if (downloadUrl.Length > 0)
            name += "_" + NotInUrls().Replace(downloadUrl, "_");
        return name;
    }

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex NotInNames();

    [GeneratedRegex("[^A-Za-z0-9_/.]")]
    private static partial Regex NotInUrls();
}
