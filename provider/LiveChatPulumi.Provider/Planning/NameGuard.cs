using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Says before anything is written what LiveChat would refuse: an object that is named and not there, and a new one under a name that is
/// taken. The license is asked once for each collection.
/// </summary>
internal static class NameGuard
{
    private const int Shown = 12;

    /// <summary>The failures of objects that the inputs name and the state does not, and that are not there.</summary>
    public static async Task<ImmutableArray<InputFailure>> MissingAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (!context.Run.Options.ChecksNames)
            return [];

        // What the license gave, or took in an earlier run, is no error of this one: a refresh shows what has gone.
        var said = NamedObjects.In(resource.Spec, olds).Select(n => n.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var failures = ImmutableArray.CreateBuilder<InputFailure>();
        foreach (var named in NamedObjects.In(resource.Spec, news).Where(n => !said.Contains(n.Id)))
            if (await NamedObjects.IsMissingAsync(context, named, cancellationToken))
                failures.Add(new InputFailure(named.Path, await ReasonAsync(context.Run, named, cancellationToken), named.IsSecret));
        return failures.ToImmutable();
    }

    /// <summary>Refuses, at a preview, to create an object under a name that the license has already.</summary>
    /// <exception cref="RpcException">It has.</exception>
    public static async Task RefuseTakenAsync(
        ObjectResource resource,
        ResourceContext context,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var (run, spec) = (context.Run, resource.Spec);
        if (!run.Options.ChecksNames || run.Options.Adoption != Adoption.Never || resource.NaturalKey(inputs) is not { } id)
            return;

        // What a run made or deleted that was cut off is this resource's own, or is told of when it is created.
        if (run.Journal.Find(context.Urn) is not null || run.Journal.FindDelete(context.Urn, id) is not null)
            return;
        var list = await run.Collections.RecallAsync(resource, (PropertyObject)inputs.Plain(), cancellationToken);
        var comparer = spec.IgnoresCaseOfNames ? StringComparer.OrdinalIgnoreCase : spec.IdComparer;
        var found = list.Objects.Values.FirstOrDefault(o => !o.IsEmptyPlace && comparer.Equals(o.Id, id));

        // What the state has under this name goes first.
        if (found is null || run.Ledger.IsManaged(spec.Token, found.Id) || run.Ledger.WasDeleted(spec.Token, found.Id))
            return;
        if (await Tainted.IsPreviewedAsync(spec, context, found.Id, cancellationToken))
            return;
        throw RpcErrors.Create(StatusCode.AlreadyExists, Taken(spec, context, found.Id, id));
    }

    private static string Taken(ResourceSpec spec, ResourceContext context, string found, string id)
    {
        var letters = found == id ? "" : ": letter case makes no difference";
        return $"creating {spec.Noun} '{context.Name}': the {spec.Key[^1]} is that of the {spec.Noun} '{found}', which the license has "
            + $"already{letters}. {AliasText.Of(context.Urn)} "
            + $"Otherwise import it (pulumi import {spec.Token} {context.Name} '{found}'), set livechat:adoptExisting, or remove it in "
            + "LiveChat first. If it is to be replaced, set deleteBeforeReplace, and leave out the preview: no run on this machine has "
            + "seen it as this resource's.";
    }

    private static async Task<string> ReasonAsync(ProviderRun run, NamedObject named, CancellationToken cancellationToken)
    {
        var kinds = named.Kinds();
        var nouns = string.Join(" or ", kinds.Select(k => k.Spec.Noun));
        var there = new List<LiveObject>();
        foreach (var kind in kinds)
            there.AddRange((await run.Collections.RecallAsync(kind, PropertyObject.Empty, cancellationToken)).Listed);
        var all = there.Count <= Shown ? " It has: " + string.Join(", ", there.Select(Words)) + "." : "";
        var nearest = InputCheck.Nearest(named.Id, there.Where(_ => named.Id.Contains('@', StringComparison.Ordinal)).Select(o => o.Id));
        var output = named.Targets.First(t => t.Resource == kinds[0].Spec.Token).Output;
        return $"names a {nouns} that the license does not have{nearest}.{all} "
            + $"If this program makes it, refer to the output {output} of that resource, so that it is made first";
    }

    private static string Words(LiveObject o) => o.Name.Length == 0 || o.Name == o.Id ? o.Id : $"{o.Id} ({o.Name})";
}
