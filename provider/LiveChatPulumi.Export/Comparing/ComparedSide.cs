using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Comparing;

/// <summary>Values of one of two licenses: in a form that is the same for what is the same, and in words for people.</summary>
/// <param name="license">The license.</param>
/// <param name="identity">
/// What stands for an object: one for both objects of a pair. References count by it, because ids differ from license to license.
/// </param>
internal sealed class ComparedSide(ExportedLicense license, Func<string, string> identity)
{
    private const string Key = "key";

    private readonly Dictionary<string, ExportedObject> _objects = license.Objects.ToDictionary(o => o.Name, StringComparer.Ordinal);

    /// <summary>Settings of which nobody may know, or can know, what the license has: they are taken as equal.</summary>
    private readonly HashSet<string> _hidden = license
        .Settings.Where(s => s.IsSecret || s.IsToFillIn)
        .Select(s => s.Key)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Equal texts mean equal values. The order of a list counts only where its elements have keys.</summary>
    public string Form(ProgramValue value) =>
        value switch
        {
            ProgramValue.Map map => "{"
                + string.Join(',', map.Members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => Quote(m.Key) + ":" + Form(m.Value)))
                + "}",
            ProgramValue.Array list => "["
                + string.Join(',', AreKeyed(list) ? list.Items.Select(Form) : list.Items.Select(Form).Order(StringComparer.Ordinal))
                + "]",
            ProgramValue.Reference reference => "@" + Quote(identity(reference.Name)) + "." + reference.Property,
            ProgramValue.OfSetting setting => _hidden.Contains(setting.Key) ? "$" : "$" + Quote(setting.Key),
            ProgramValue.Literal { Value: PropertyString text } => Quote(text.Value),
            ProgramValue.Literal literal => literal.Value.ToString(),
            _ => "",
        };

    /// <summary>A value for people. A secret stands in the stack's configuration, of which only the key is shown.</summary>
    public string Describe(ProgramValue value) =>
        value switch
        {
            ProgramValue.Map map => "{ " + string.Join(", ", map.Members.Select(m => $"{m.Key}: {Describe(m.Value)}")) + " }",
            ProgramValue.Array list => "[" + string.Join(", ", list.Items.Select(Describe)) + "]",
            ProgramValue.Reference reference => Describe(reference),
            ProgramValue.OfSetting setting => $"the stack's {setting.Key}",
            ProgramValue.Literal { Value: PropertyString text } => $"\"{text.Value}\"",
            ProgramValue.Literal literal => literal.Value.ToString(),
            _ => "",
        };

    /// <summary>The elements of a list by their keys, in their order; null for a list whose elements have none.</summary>
    public static List<(string Key, ProgramValue.Map Value)>? Keyed(ProgramValue.Array list) =>
        AreKeyed(list) ? [.. list.Items.OfType<ProgramValue.Map>().Select(m => (KeyOf(m)!, m))] : null;

    private string Describe(ProgramValue.Reference reference)
    {
        var kind = reference.Type[(reference.Type.LastIndexOf(':') + 1)..];
        var title = _objects.GetValueOrDefault(reference.Name)?.Title;
        return $"{kind} \"{(title is { Length: > 0 } ? title : reference.Name)}\"";
    }

    private static bool AreKeyed(ProgramValue.Array list)
    {
        var keys = list.Items.Select(KeyOf).ToList();
        return keys.Count > 0 && !keys.Contains(null) && keys.Distinct().Count() == keys.Count;
    }

    private static string? KeyOf(ProgramValue item) =>
        item is ProgramValue.Map map && map[Key] is ProgramValue.Literal { Value: PropertyString text } ? text.Value : null;

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
