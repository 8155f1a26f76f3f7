using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>The inputs after a check, and the failures.</summary>
internal sealed record CheckedInputs(PropertyObject Inputs, ImmutableArray<InputFailure> Failures);

/// <summary>Checks inputs: by the spec first, then, when the run is configured, by what the license allows.</summary>
internal static class ResourceCheck
{
    /// <summary>Checks the inputs of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run; null before the provider is configured.</param>
    /// <param name="olds">Inputs as the state has them.</param>
    /// <param name="raw">Inputs of the program, the engine's own keys included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CheckedInputs> CheckAsync(
        ManagedResource resource,
        ResourceContext? context,
        PropertyObject olds,
        PropertyObject raw,
        CancellationToken cancellationToken
    )
    {
        var spec = resource.Spec;
        var written = InputDefaults.Fill(spec.Inputs, raw.Cleaned(), context?.Run.Options);
        var news = InputForms.WithoutEnds(spec, written);
        var untold = UntoldInputs.Of(spec, olds, news);
        news = untold.Aggregate(news, (n, p) => n.Without(p.Name));
        var failures = Wrong(spec, untold, olds, news, ImportMark.IsMarked(raw))
            .Concat(FrozenInputs.Check(spec, olds, news))
            .Concat(InputDefaults.Missing(spec.Inputs, news, context?.Run.Options))
            .ToList();
        if (context is null)
            return new CheckedInputs(news, [.. failures]);
        failures.AddRange(ProgramClaims.DeclareKeys(resource, context, news));
        if (olds.Members.Count == 0 || !InputDiff.Compare(spec, olds, news).IsEmpty)
            await context.Run.Get<LicenseReach>().EnsureAsync(cancellationToken);
        failures.AddRange(await NamesAsync(resource, context, olds, news, [.. failures.Select(f => f.Path.ToString())], cancellationToken));
        if (failures.Count == 0)
        {
            failures.AddRange(await GuardAsync(resource, context, olds, news, cancellationToken));
            await WarnAsync(spec, context, news, cancellationToken);
            await TellHandedOverAsync(spec, context, olds, news, cancellationToken);
            await TellFormsAsync(spec, context, olds, (written, news), cancellationToken);
        }

        return new CheckedInputs(news, [.. failures]);
    }

    /// <summary>
    /// What the spec has against the inputs. A value that the state has already was accepted or given by LiveChat, and is not sent
    /// unless the object is made anew: nothing is wrong with it.
    /// </summary>
    private static IEnumerable<InputFailure> Wrong(
        ResourceSpec spec,
        ImmutableArray<PropertySpec> untold,
        PropertyObject olds,
        PropertyObject news,
        bool imported
    )
    {
        PropertySpec[] properties = [.. spec.Properties.Select(p => untold.Contains(p) ? p with { Required = false } : p)];
        var failures = InputCheck.Check(properties, news, spec.Rules, imported);
        if (failures.IsEmpty || InputDiff.Compare(spec, olds, news).Any(c => c.Property.Class == PropertyClass.Replace))
            return failures;
        var before = InputCheck.Check(properties, olds, spec.Rules, imported).Select(f => (f.Path, f.Reason)).ToHashSet();
        return failures.Where(f => !before.Contains((f.Path, f.Reason)) || !IsUnchanged(f.Path.Segments[0] as string));

        bool IsUnchanged(string? name) =>
            spec.Find(name ?? "") is { } p && olds[p.Name] is { } old && ValueEquality.AreEqual(p.Type, old, news[p.Name]);
    }

    private static async Task<ImmutableArray<InputFailure>> GuardAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var failures = await LicenseQuestions.AskAsync<ImmutableArray<InputFailure>?>(
            context,
            resource.Spec,
            async token =>
                [
                    .. await resource.GuardAsync(context, olds, news, token),
                    .. await LimitGuard.CheckAsync(resource, context, olds, news, token),
                ],
            cancellationToken
        );
        return failures ?? [];
    }

    /// <summary>
    /// What the inputs name and is not there. It is said beside whatever else is wrong, but for an input of which something was said.
    /// </summary>
    private static async Task<IEnumerable<InputFailure>> NamesAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        HashSet<string> wrong,
        CancellationToken cancellationToken
    )
    {
        ImmutableArray<InputFailure> failures =
            await LicenseQuestions.AskAsync<ImmutableArray<InputFailure>?>(
                context,
                resource.Spec,
                async token => await NameGuard.MissingAsync(resource, context, olds, news, token),
                cancellationToken
            ) ?? [];
        return failures.Where(f => !wrong.Contains(f.Path.ToString()));
    }

    private static async Task TellHandedOverAsync(
        ResourceSpec spec,
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        foreach (var property in InputDiff.HandedOver(spec, olds, news).Where(p => !p.IsTrigger))
        {
            var text =
                $"'{property.Name}' has left the program: it stays in LiveChat as it is, and this resource does not watch it any more. "
                + (property.EmptiedBy is { } empty ? $"To empty it, write {empty}." : "LiveChat has no call that takes it back.");
            await context.Run.Log.WriteAsync(LogSeverity.Info, context.Urn, text, cancellationToken);
        }
    }

    private static async Task TellFormsAsync(
        ResourceSpec spec,
        ResourceContext context,
        PropertyObject olds,
        (PropertyObject Written, PropertyObject News) inputs,
        CancellationToken cancellationToken
    )
    {
        // A state that has the name was told already.
        foreach (
            var name in spec
                .Inputs.Select(p => p.Name)
                .Where(n => !Equals(inputs.Written[n], inputs.News[n]) && !Equals(olds[n], inputs.News[n]))
        )
            await context.Run.Log.WriteAsync(
                LogSeverity.Info,
                context.Urn,
                $"'{name}' has white space at its ends, which is left out.",
                cancellationToken
            );
    }

    private static async Task WarnAsync(
        ResourceSpec spec,
        ResourceContext context,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        foreach (var (path, reason) in spec.Warnings.SelectMany(w => w((PropertyObject)news.Plain())))
            await context.Run.Log.WriteAsync(LogSeverity.Warning, context.Urn, $"{path} {reason}", cancellationToken);
    }
}
