using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Merging;

/// <summary>
/// How a program calls the objects of an export by now. People rename: the state knows the id under the new name, the program says the old
/// one as an alias, or a declaration says all that the export wrote and has another name.
/// </summary>
internal sealed class ProgramNames
{
    private readonly Dictionary<string, SourceDeclaration> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Name), SourceDeclaration> _declared = [];
    private readonly HashSet<SourceDeclaration> _taken = new(ReferenceEqualityComparer.Instance);

    /// <summary>Finds the names.</summary>
    /// <param name="former">The last export.</param>
    /// <param name="mine">The program.</param>
    /// <param name="nameInState">The logical name under which the state has an object, by type and id; null for none.</param>
    /// <param name="idInState">The id of what the state has under a logical name, by type and name; null for nothing.</param>
    /// <param name="write">Writes a license as a program.</param>
    public ProgramNames(
        FormerExport former,
        ProgramText mine,
        Func<string, string, string?> nameInState,
        Func<string, string, string?> idInState,
        Func<ExportedLicense, ProgramText> write
    )
    {
        foreach (var declared in mine.Declarations)
            _declared.TryAdd((declared.Type, declared.Name), declared);
        foreach (var exported in former.License.Objects)
        {
            string?[] names = [nameInState(exported.Type, exported.Id), former.Names.GetValueOrDefault(exported.Name), exported.Name];
            var found =
                names
                    .OfType<string>()
                    .Where(n => idInState(exported.Type, n) is not { } id || id == exported.Id)
                    .Select(n => _declared.GetValueOrDefault((exported.Type, n)))
                    .FirstOrDefault(IsFree)
                ?? mine.Declarations.FirstOrDefault(d => IsFree(d) && d.Type == exported.Type && d.Aliases.Any(a => names.Contains(a)));
            if (found is not null)
                Take(exported.Name, found);
        }

        // What names others by their new names is known when these are.
        while (FindRenamed(former, mine, write)) { }
    }

    /// <summary>The declaration of an object, by the name that the export gave it; null where the program has it no more.</summary>
    public SourceDeclaration? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A declaration of people's own for an object that the state has.</summary>
    public SourceDeclaration? Adopt(string type, string? nameInState)
    {
        if (nameInState is null || !_declared.TryGetValue((type, nameInState), out var declared) || !IsFree(declared))
            return null;
        Take(declared.Key, declared);
        return declared;
    }

    /// <summary>What is an object of the license in a program with these names: what the program does not have is written out.</summary>
    public ExportedLicense Rename(ExportedLicense license, Func<string, bool> isThere) =>
        license with
        {
            Objects =
            [
                .. license
                    .Objects.Where(o => isThere(o.Name))
                    .Select(o => o with { Name = KeyOf(o.Name), Inputs = (ProgramValue.Map)Renamed(o.Inputs, isThere) }),
            ],
        };

    /// <summary>The name by which the program refers to an object.</summary>
    public string KeyOf(string name) => Find(name)?.Key ?? name;

    private ProgramValue Renamed(ProgramValue value, Func<string, bool> isThere) =>
        value switch
        {
            ProgramValue.Reference reference => isThere(reference.Name)
                ? reference with
                {
                    Name = KeyOf(reference.Name),
                }
                : new ProgramValue.Literal(reference.Value),
            ProgramValue.Array list => new ProgramValue.Array([.. list.Items.Select(i => Renamed(i, isThere))]),
            ProgramValue.Map map => new ProgramValue.Map([
                .. map.Members.Select(m => KeyValuePair.Create(m.Key, Renamed(m.Value, isThere))),
            ]),
            _ => value,
        };

    /// <summary>One declaration that says what the export wrote for one object is that object, whatever it is called.</summary>
    private bool FindRenamed(FormerExport former, ProgramText mine, Func<ExportedLicense, ProgramText> write)
    {
        var lost = former.License.Objects.Where(o => !_byName.ContainsKey(o.Name)).ToList();
        var free = mine.Declarations.Where(IsFree).ToList();
        if (lost.Count == 0 || free.Count == 0)
            return false;
        var written = write(Rename(former.License, _ => true)).Declarations.ToDictionary(d => (d.Type, d.Key));
        var pairs = (
            from o in lost
            from d in free
            where d.Type == o.Type && d.Says(written[(o.Type, o.Name)])
            select (o.Name, Declared: d)
        ).ToList();
        var found = pairs.Where(p => pairs.Count(o => o.Name == p.Name || o.Declared == p.Declared) == 1).ToList();
        foreach (var (name, declared) in found)
            Take(name, declared);
        return found.Count > 0;
    }

    private bool IsFree(SourceDeclaration? declared) => declared is not null && !_taken.Contains(declared);

    private void Take(string name, SourceDeclaration declared)
    {
        _taken.Add(declared);
        _byName[name] = declared;
    }
}
