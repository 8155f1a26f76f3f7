using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace Cli_Tests.Export;

/// <summary>
/// 50 edits of a license and 50 of its program, by chance: after the next export all of both are in the program, or it tells where not.
/// What the license has by then is known from an export into an empty folder.
/// </summary>
public partial class ReexportEditsTests
{
    private const int Edits = 50;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, LongForms.Wanted ? 50 : 2)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Reexport_RandomEditsOnBothSides_KeepsAllOfBothOrTellsAConflict(int seed)
    {
        await using var command = await CommandHarness.StartAsync(GeneratedLicense.Seed(seed, 70).ToJsonString());
        await command.SucceedAsync("export", "--out", "out", "--no-proof");
        var old = Exported.Read(Folder(command, "out"));
        var random = new Random(seed);
        var people = new ProgramEdits(await File.ReadAllTextAsync(Path.Combine(Folder(command, "out"), "Pulumi.yaml")), random);
        people.Make(Edits);
        await File.WriteAllTextAsync(Path.Combine(Folder(command, "out"), "Pulumi.yaml"), people.Text);
        var license = command.Dump();
        new LicenseEdits(license, random).Make(Edits);
        command.Emulator.Control("seed", license);
        await command.SucceedAsync("export", "--out", "fresh", "--no-proof");
        var (code, output, errors) = await command.RunAsync("export", "--out", "out");
        Assert.True(code is 0 or 3, output + errors);
        Assert.Contains("Proven", output, StringComparison.Ordinal);
        var merged = Exported.Read(Folder(command, "out"));
        var fresh = Exported.Read(Folder(command, "fresh"));
        foreach (var line in people.Lines)
            Assert.Contains(line, merged.Text, StringComparison.Ordinal);
        foreach (var (id, key) in old.Keys)
            CheckObject(id, people.Renamed.GetValueOrDefault(key, key), people, (old, merged, fresh), errors);
        foreach (var (id, key) in fresh.Keys.Where(k => !old.Keys.ContainsKey(k.Key)))
            Assert.True(merged.Keys.ContainsKey(id), $"{key} is new on the license, and not in the program");

        // What was told is known: there is nothing to do any more.
        await command.SucceedAsync("export", "--out", "out", "--no-proof");
        Assert.Equal(merged.Text, Exported.Read(Folder(command, "out")).Text);
    }

    private static void CheckObject(
        string id,
        string key,
        ProgramEdits people,
        (Exported Old, Exported Merged, Exported Fresh) all,
        string errors
    )
    {
        var (old, merged, fresh) = all;
        var isTold = errors.Contains($": resources.{key} ", StringComparison.Ordinal);
        if (people.Removed.Contains(key))
        {
            Assert.DoesNotContain($"\n  {key}:", merged.Text, StringComparison.Ordinal);
            return;
        }

        if (!fresh.Keys.ContainsKey(id))
        {
            Assert.True(isTold || !merged.Has(key), $"{key} is gone on the license, and still there");
            return;
        }

        Assert.Equal(key, merged.Keys[id]);
        foreach (var (property, value) in fresh.Properties(id).Concat(old.Properties(id)).DistinctBy(p => p.Key))
        {
            var (now, was) = (fresh.Properties(id).GetValueOrDefault(property), old.Properties(id).GetValueOrDefault(property));
            var said = merged.Properties(id).GetValueOrDefault(property);
            if (said == now || errors.Contains($": resources.{key}.properties.{property}", StringComparison.Ordinal))
                continue;

            // Only where the license said the same as before may people's words stand.
            Assert.True(
                now == was && people.Lines.Any(l => said is not null && l.Contains(said)),
                $"{key}.{property}: {was} > {now}, not {said}"
            );
        }
    }

    private static string Folder(CommandHarness command, string name) => Path.Combine(command.ProjectFolder, name);

    /// <summary>A program in YAML, with its objects by type and id.</summary>
    private sealed partial class Exported(string text, Dictionary<string, string> keys, YamlMappingNode resources)
    {
        public string Text { get; } = text;

        /// <summary>The names of objects by type and id.</summary>
        public Dictionary<string, string> Keys { get; } = keys;

        public static Exported Read(string folder)
        {
            var text = File.ReadAllText(Path.Combine(folder, "Pulumi.yaml"));
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var imports = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "import.json")))!["resources"]!.AsArray();
            return new Exported(
                text,
                imports.ToDictionary(i => $"{i!["type"]}/{i["id"]}", i => (string)i!["name"]!, StringComparer.Ordinal),
                (YamlMappingNode)stream.Documents[0].RootNode["resources"]
            );
        }

        public bool Has(string key) => resources.Children.ContainsKey(key);

        /// <summary>What the program says of an object, with ids in place of names.</summary>
        public Dictionary<string, string> Properties(string id)
        {
            if (!Keys.TryGetValue(id, out var key))
                return [];
            var names = Keys.ToDictionary(k => k.Value, k => k.Key, StringComparer.Ordinal);
            return ((YamlMappingNode)resources[key]["properties"]).Children.ToDictionary(
                p => p.Key.ToString(),
                p => Taken().Replace(Said(p.Value), m => names.TryGetValue(m.Groups[1].Value, out var named) ? $"<{named}>" : "<setting>"),
                StringComparer.Ordinal
            );
        }

        private static string Said(YamlNode node) =>
            node switch
            {
                YamlMappingNode map => $"{{{string.Join(", ", map.Select(m => $"{m.Key}: {Said(m.Value)}").Order())}}}",
                YamlSequenceNode list => $"[{string.Join(", ", list.Select(Said))}]",
                _ => ((YamlScalarNode)node).Value ?? "",
            };

        [GeneratedRegex(@"\$\{([^.}]+)[^}]*\}")]
        private static partial Regex Taken();
    }
}
