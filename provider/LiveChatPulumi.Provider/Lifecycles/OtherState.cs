using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// Refuses to create an object while the license has what another state, of the same project and stack, may have made for the same
/// resource. The other state may be this one before its provider resource was made anew, as after a destroy: nothing tells them apart. So
/// a record of which nothing came does not stop the create.
/// </summary>
internal static class OtherState
{
    /// <summary>The reason why a resource cannot be created; null for none.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run.</param>
    /// <param name="inputs">Inputs of the program.</param>
    /// <param name="waits">True where it is waited for what lists may not show yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string?> RefusalAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject inputs,
        bool waits,
        CancellationToken cancellationToken
    )
    {
        foreach (var record in context.Run.Journal.OfAnotherState(context.Urn))
        {
            // A part of a resource is told apart by its record alone.
            var maker = resource.MakerOf(record);
            var scope = maker == resource ? (PropertyObject)inputs.Plain() : PropertyObject.Empty;
            if (maker is null || scope.ContainsUnknown || await MayBeThereAsync(maker, context, record, scope, waits, cancellationToken))
                return Refusal(resource, context, record);
        }

        return null;
    }

    private static string Refusal(ManagedResource resource, ResourceContext context, CreateRecord record) =>
        $"creating {resource.Spec.Noun} '{context.Name}': an earlier run with another state began to create it, and no run since "
        + $"has seen what came of it{(record.Id is { } id ? $" (id {id})" : "")}. Both states have the same project and stack name. "
        + "If the other state is in use, give one of the two a name of its own. If it is not, look in LiveChat for what that run "
        + $"made, import it or delete it there, and then delete the journal in {context.Run.Journal.Folder}.";

    /// <summary>True where the license has an object that the create on record may have made, and that this create would double.</summary>
    private static async Task<bool> MayBeThereAsync(
        ObjectResource resource,
        ResourceContext context,
        CreateRecord record,
        PropertyObject inputs,
        bool waits,
        CancellationToken cancellationToken
    )
    {
        var (run, spec) = (context.Run, resource.Spec);

        // Where the key is the id, an object of another key is no double.
        if (spec.Identity == Identity.NaturalKey && !spec.IdComparer.Equals(record.Key, resource.CreateKey(inputs)))
            return false;
        var age = run.Time.GetUtcNow() - record.At;
        var poll = run.Waiting.Poll(waits && age < context.Bound ? context.Bound - age : TimeSpan.Zero);
        try
        {
            do
            {
                var list = await run.Collections.GetAsync(resource, inputs, run.Collections.Newest, cancellationToken);
                if (list.Objects.Values.Any(o => record.Id is { } id ? o.Id == id : IsCandidate(o)))
                    return true;
            } while (await poll.NextAsync(cancellationToken));
            return false;
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, spec, "creating", context.Name);
        }

        bool IsCandidate(LiveObject o) =>
            resource.CanBe(o, record.Key) && !record.KnownIds.Contains(o.Id) && !Twins.IsKnown(context, spec.Token, o.Id);
    }
}
