using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Pcl;

/// <summary>
/// The variables of a program in Pulumi's own language: one for each object and each setting. A name that can stand as it is does. Pulumi
/// makes variables of other languages of them, some of which do not tell <c>fooBar</c>, <c>foo_bar</c> and <c>FooBar</c> apart.
/// </summary>
internal sealed class PclNames
{
    /// <summary>What means something else in a program: words of the language, functions, what generated programs begin with.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "true false null for in if else endif endfor range each count self this args resource config output package component options",
        "invoke call element entries fileArchive remoteArchive assetArchive fileAsset stringAsset remoteAsset join length lookup readFile",
        "filebase64 filebase64sha256 secret unsecret sha1 split toBase64 fromBase64 toJSON stack project organization cwd rootDirectory",
        "notImplemented singleOrNone getOutput try can recover max min pulumiResourceType pulumiResourceName",
        "pulumi livechat ctx cfg err fmt main system",
    }
        .SelectMany(line => line.Split(' '))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    /// <summary>Gives each object and each setting of a license its variable.</summary>
    public PclNames(ExportedLicense license)
    {
        // Names that stay as they are come first, so that an odd one cannot push one of them aside.
        foreach (var name in license.Objects.Select(o => o.Name).OrderBy(n => !IsGood(n)))
            _objects[name] = Take(name);
        foreach (var setting in license.Settings)
            _settings[setting.Key] = Take(setting.Key);
    }

    /// <summary>The variable of an object.</summary>
    public string OfObject(string name) => _objects[name];

    /// <summary>The variable of a setting.</summary>
    public string OfSetting(string key) => _settings[key];

    private static bool IsGood(string name) => IsVariable(name) && !Reserved.Contains(Folded(name));

    private static bool IsVariable(string name) => name.Length > 0 && char.IsLetter(name[0]) && name.All(IsPart);

    // Letters of every script, and of digits those that no language refuses.
    private static bool IsPart(char c) => char.IsLetter(c) || char.IsAsciiDigit(c) || c == '_';

    private static string Folded(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private string Take(string name)
    {
        var start = IsVariable(name) ? name : Words(name);
        if (!IsVariable(start))
            start = "object" + start;
        var free = start;
        for (var i = 2; Reserved.Contains(Folded(free)) || !_taken.Add(Folded(free)); i++)
            free = start + i.ToString(CultureInfo.InvariantCulture);
        return free;
    }

    /// <summary>Letters, digits and underscores of a name; what stood between makes the next letter a capital.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder();
        var raise = false;
        foreach (var c in name)
        {
            if (IsPart(c))
                words.Append(raise && words.Length > 0 ? char.ToUpperInvariant(c) : c);
            raise = !IsPart(c);
        }

        return words.ToString();
    }
}
