using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// Updates whose provider or engine died: LiveChat may have taken them, and the state has the inputs from before. An engine compares a
/// program that was put back with these inputs, and finds no change.
/// </summary>
internal static class CutOffUpdate
{
    /// <summary>A state with what a cut off update leaves unsure, as the state remembers it of one that told the engine.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run.</param>
    /// <param name="id">Its id.</param>
    /// <param name="state">Its outputs as the state has them.</param>
    /// <param name="olds">Its inputs as the state has them.</param>
    public static async Task<PropertyObject> OnAsync(
        ManagedResource resource,
        ResourceContext context,
        string id,
        PropertyObject state,
        PropertyObject olds
    )
    {
        if (context.Run.Journal.FindUpdate(resource.Spec.Token, id) is not { } update)
            return state;
        if (update.Digest.Length > 0 && update.Digest == Digest(resource.Spec, olds, state, update.Run))
        {
            await context.Run.Journal.ForgetUpdateAsync(resource.Spec.Token, id);
            return state;
        }

        var mark = UnfinishedMark.Of(state, olds);
        return (mark with { Unsure = [.. mark.Unsure.Union(update.Inputs)] }).On(state);
    }

    /// <summary>Tells of a cut off update at a diff.</summary>
    public static async Task TellAsync(ManagedResource resource, ResourceContext context, string id, CancellationToken cancellationToken)
    {
        if (context.Run.Journal.FindUpdate(resource.Spec.Token, id) is not { } update)
            return;
        var text =
            $"An earlier update of the {resource.Spec.Noun} '{context.Name}' was cut off, and the state does not have it: "
            + $"{string.Join(", ", update.Inputs)} {(update.Inputs.Length == 1 ? "is" : "are")} sent again.";
        await context.Run.Log.WriteAsync(LogSeverity.Info, context.Urn, text, cancellationToken);
    }

    /// <summary>Updates a resource, and has it on record until the engine has the answer.</summary>
    /// <exception cref="RpcException">See <see cref="IResourceLifecycle.UpdateAsync"/>; or the record cannot be written.</exception>
    public static async Task<PropertyObject> UpdateAsync(
        ManagedResource resource,
        ResourceContext context,
        string id,
        PropertyObject state,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var (spec, journal) = (resource.Spec, context.Run.Journal);
        state = await OnAsync(resource, context, id, state, olds);
        var unfinished = UnfinishedMark.Of(state, olds);
        var isFirst = journal.FindUpdate(spec.Token, id) is null;
        var changed = InputDiff.Compare(spec, unfinished.Told, news).Select(c => c.Property).Where(p => p.Delivery != Delivery.Advice);
        ImmutableArray<PropertySpec> unsure = [.. changed.Concat(spec.Inputs.Where(p => unfinished.Unsure.Contains(p.Name))).Distinct()];
        var hasSecret = unsure.Any(p => IsSecret(p, news) || IsSecret(p, unfinished.Told));
        if (!unsure.IsEmpty)
            await RecordAsync(news, PropertyObject.Empty);
        try
        {
            return await ResourceLifecycles.Of(resource, context).UpdateAsync(id, state, olds, news, cancellationToken);
        }
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } notReady)
        {
            // An engine keeps the inputs from before, and with them what the outputs say of the half that was made.
            if (!unsure.IsEmpty)
                await RecordAsync(olds, StructCodec.Read(notReady.Properties));
            throw;
        }
        catch (RpcException) when (isFirst)
        {
            // What changes something tells the engine: this update was refused whole.
            await journal.ForgetUpdateAsync(spec.Token, id);
            throw;
        }

        Task RecordAsync(PropertyObject inputs, PropertyObject outputs) =>
            journal.BeginUpdateAsync(
                context.Urn,
                spec.Token,
                id,
                [.. unsure.Select(p => p.Name)],
                run => hasSecret ? "" : Digest(spec, inputs, outputs, run)
            );
    }

    private static bool IsSecret(PropertySpec property, PropertyObject inputs) =>
        property.Secret || inputs[property.Name]?.ContainsSecret == true;

    /// <summary>
    /// A digest of a state: of its inputs, and of what its outputs say of a write that did not come to its end. Secret inputs are left out:
    /// a short secret could be found from the digest by trying.
    /// </summary>
    private static string Digest(ResourceSpec spec, PropertyObject inputs, PropertyObject outputs, string salt)
    {
        var text = new StringBuilder(salt);
        AppendTo(text, spec, inputs);
        if (outputs[UnfinishedMark.Key] is not null)
        {
            var mark = UnfinishedMark.Of(outputs, inputs);
            text.Append('\n').AppendJoin(',', mark.Unsure);
            AppendTo(text, spec, mark.Told);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void AppendTo(StringBuilder text, ResourceSpec spec, PropertyObject inputs)
    {
        foreach (var p in spec.Inputs.Where(p => !IsSecret(p, inputs)))
            text.Append('\n').Append(p.Name).Append('=').Append(CanonicalText.Of(p.Type, inputs[p.Name]));
    }
}
