using System.Collections.Immutable;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Merging;

/// <summary>An export into a program that an earlier export wrote and people went on with.</summary>
/// <param name="schema">The plugin's schema.</param>
/// <param name="former">The last export.</param>
/// <param name="mine">The program as people have it.</param>
/// <param name="nameInState">The logical name under which the state has an object, by type and id; null for none.</param>
/// <param name="idInState">The id of what the state has under a logical name, by type and name; null for nothing.</param>
/// <param name="write">Writes a license as a program.</param>
internal sealed class Reexport(
    ProviderSchema schema,
    FormerExport former,
    ProgramText mine,
    Func<string, string, string?> nameInState,
    Func<string, string, string?> idInState,
    Func<ExportedLicense, ProgramText> write
)
{
    private readonly Dictionary<(string Type, string Id), ExportedObject> _former = former.License.Objects.ToDictionary(o =>
        (o.Type, o.Id)
    );

    /// <summary>Merges what was read into the program.</summary>
    /// <param name="objects">What the license has.</param>
    /// <param name="gaps">What could not be read of it: what nobody saw is not gone.</param>
    /// <exception cref="MergeException">The text cannot be changed without touching more.</exception>
    public ReexportedLicense Run(IReadOnlyCollection<ReadObject> objects, ImmutableArray<Gap> gaps)
    {
        var names = new ProgramNames(former, mine, nameInState, idInState, write);
        var read = objects.Select(o => (o.Type, o.Id)).ToHashSet();
        var unseen = former.License.Objects.Where(o => !read.Contains((o.Type, o.Id)) && gaps.Any(g => IsAbout(g, o))).ToList();
        var own = Adopted(objects, names);
        var adopted = own.Values.ToHashSet(StringComparer.Ordinal);

        // Whose name people gave to something else is none of the program's any more.
        var last = former with
        {
            License = former.License with { Objects = [.. former.License.Objects.Where(o => !adopted.Contains(o.Name))] },
        };
        var named = objects
            .Where(o => !_former.TryGetValue((o.Type, o.Id), out var known) || !adopted.Contains(known.Name))
            .Select(o => o with { Name = _former.GetValueOrDefault((o.Type, o.Id))?.Name ?? own.GetValueOrDefault((o.Type, o.Id)) })
            .Concat(unseen.Select(Declared))
            .ToList();
        var license = Build(named, unseen) with { Gaps = gaps };
        var isNew = license.Objects.Select(o => o.Name).Where(n => last.License.Objects.All(o => o.Name != n) && !adopted.Contains(n));
        var added = isNew.ToHashSet(StringComparer.Ordinal);

        // What people declared themselves is theirs: it is the same before and after.
        var old = last.License with
        {
            Objects = ObjectOrder.Sort([.. last.License.Objects, .. license.Objects.Where(o => adopted.Contains(o.Name))]),
        };
        return Merged(names, old, license, added) with { Unseen = unseen.Select(o => o.Name).ToImmutableHashSet(StringComparer.Ordinal) };
    }

    private ReexportedLicense Merged(ProgramNames names, ExportedLicense old, ExportedLicense license, HashSet<string> added)
    {
        bool IsThere(string name) => names.Find(name) is not null || added.Contains(name);
        var next = names.Rename(license, IsThere);
        var settings = old.Settings.Where(s => license.Settings.All(n => n.Key != s.Key)).ToList();
        var before = write(names.Rename(old, IsThere));
        var after = write(next with { Settings = Sorted([.. license.Settings, .. settings]) });
        var merged = ProgramMerge.Merge(before, after, mine);
        merged = SettingMerge.RemoveUnused(merged, mine.With(merged.Text), after, settings.Select(s => s.Key));
        merged = merged with { Text = mine.With(merged.Text).Arranged(mine, after).Text };
        var program = mine.With(merged.Text);
        var differing = Differing(next, program, after);
        var logical = license.Objects.ToImmutableDictionary(o => o.Name, o => names.Find(o.Name)?.Name ?? o.Name, StringComparer.Ordinal);

        // What found no place in the program is not in it, so it may not be in the state.
        var placed = program.Declarations.Select(d => (d.Type, d.Name)).ToHashSet();
        added.RemoveWhere(n => license.Objects.First(o => o.Name == n) is var o && !placed.Contains((o.Type, logical[n])));
        var declared = license.Objects.Select(o => o.Name).Where(IsThere).ToImmutableHashSet(StringComparer.Ordinal);
        return new ReexportedLicense(license, merged)
        {
            Declared = declared,
            Unseen = [],
            Added = [.. added],
            LogicalNames = logical,
            Differing = [.. declared.Where(n => differing.Contains(names.KeyOf(n))).Select(n => logical[n])],
            KeptSettings = [.. settings.Where(s => program.Uses(s.Key))],
        };
    }

    /// <summary>The names of objects that people declared themselves and applied, by type and id.</summary>
    private Dictionary<(string Type, string Id), string> Adopted(IEnumerable<ReadObject> objects, ProgramNames names)
    {
        var adopted = new Dictionary<(string Type, string Id), string>();
        foreach (var read in objects.Where(o => !_former.ContainsKey((o.Type, o.Id))))
        {
            if (names.Adopt(read.Type, nameInState(read.Type, read.Id)) is { } own)
                adopted.TryAdd((read.Type, read.Id), own.Key);
        }

        return adopted;
    }

    /// <summary>An object that nobody saw this time: others go on to name it.</summary>
    private ReadObject Declared(ExportedObject exported)
    {
        var outputs =
            from other in former.License.Objects
            from reference in other.Inputs.Nodes.OfType<ProgramValue.Reference>()
            where reference.Name == exported.Name
            select KeyValuePair.Create(reference.Property, reference.Value);
        return new ReadObject(exported.Type, exported.Id, "", PropertyObject.Empty, PropertyObject.From(outputs.DistinctBy(o => o.Key)))
        {
            Name = exported.Name,
            IsDeclared = true,
        };
    }

    private ExportedLicense Build(IEnumerable<ReadObject> objects, IReadOnlyCollection<ExportedObject> unseen)
    {
        var builder = new ProgramBuilder(schema);
        builder.KeepNames(mine.Names.Concat(former.License.Objects.Select(o => o.Name)));
        foreach (var exported in former.License.Objects)
        {
            foreach (var (property, value) in exported.Inputs.Members)
            {
                if (value is not ProgramValue.OfSetting taken)
                    continue;
                var setting = former.License.Settings.FirstOrDefault(s => s.Key == taken.Key);
                if (schema.Resources[exported.Type].Find(property)?.Setting is not { } kind)
                    builder.KeepOwn(exported.Name, property, taken.Key);
                else if (setting?.Value is { } text)
                    builder.Keep(kind, taken.Key, text.ToString());
            }
        }

        var license = builder.Build(objects);
        return license with
        {
            Objects = ObjectOrder.Sort([.. license.Objects, .. unseen]),
            Settings = Sorted([
                .. license.Settings,
                .. unseen
                    .SelectMany(o => o.Inputs.Nodes.OfType<ProgramValue.OfSetting>())
                    .Select(s => former.License.Settings.FirstOrDefault(f => f.Key == s.Key))
                    .OfType<StackSetting>()
                    .Where(s => license.Settings.All(n => n.Key != s.Key)),
            ]),
        };
    }

    private static ImmutableArray<StackSetting> Sorted(IEnumerable<StackSetting> settings) =>
        [.. settings.DistinctBy(s => s.Key).OrderBy(s => s.Key, StringComparer.Ordinal)];

    private static bool IsAbout(Gap gap, ExportedObject exported) =>
        gap.IsUnread && gap.Type == exported.Type && (gap.Id is null || gap.Id == exported.Id);

    /// <summary>The objects of which the program says something else than the license, and those that follow from them.</summary>
    private static ImmutableHashSet<string> Differing(ExportedLicense next, ProgramText merged, ProgramText after)
    {
        var declared = merged.Declarations.DistinctBy(d => (d.Type, d.Key)).ToDictionary(d => (d.Type, d.Key));
        var written = after.Declarations.ToDictionary(d => (d.Type, d.Key));
        var differing = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var exported in next.Objects)
        {
            var key = (exported.Type, exported.Name);
            if (
                !declared.TryGetValue(key, out var own)
                || !own.Node.SameAs(written[key].Node)
                || exported.DependsOn.Any(differing.Contains)
            )
                differing.Add(exported.Name);
        }

        return differing.ToImmutable();
    }
}

/// <summary>An export that was merged into a program.</summary>
/// <param name="License">The license, by the names that exports give.</param>
/// <param name="Program">The program.</param>
internal sealed record ReexportedLicense(ExportedLicense License, MergedText Program)
{
    /// <summary>The objects that the program declares, by the names that exports give.</summary>
    public required ImmutableHashSet<string> Declared { get; init; }

    /// <summary>The objects that could not be read this time.</summary>
    public required ImmutableHashSet<string> Unseen { get; init; }

    /// <summary>The objects that are new.</summary>
    public required ImmutableHashSet<string> Added { get; init; }

    /// <summary>The logical names that the objects have in the program, by the names that exports give.</summary>
    public required ImmutableDictionary<string, string> LogicalNames { get; init; }

    /// <summary>The objects, by their logical names, of which the program says something else than the license.</summary>
    public required ImmutableHashSet<string> Differing { get; init; }

    /// <summary>Settings that the license does not need any more and people still use.</summary>
    public required ImmutableArray<StackSetting> KeptSettings { get; init; }
}
