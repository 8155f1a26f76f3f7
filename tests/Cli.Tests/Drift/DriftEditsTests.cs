using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>100 edits by hand of a license of 300 objects: all of them are reported in the right class, and nothing else is.</summary>
public class DriftEditsTests
{
    /// <summary>Seeds of random edits; the long form takes more of them.</summary>
    private static int Seeds => LongForms.Wanted ? 50 : 4;

    [Fact]
    public async Task Drift_OfRandomEdits_ReportsAllAndNothingElse()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Emulator.Control("options", new JsonObject { ["templateFields"] = "sdk" });
        command.Environment["LIVECHAT_OWNER_CLIENT_ID"] = "emulator-client";
        command.Write(DriftLicense.Program);
        await command.SucceedAsync("up", "--yes", "--skip-preview");

        // What the state remembers as not seen yet would be waited for.
        await command.SucceedAsync("refresh", "--yes", "--skip-preview");
        Assert.Empty((await FindingsAsync(command, 0)).Findings);
        var license = command.Dump();
        var state = await File.ReadAllBytesAsync(command.StatePath);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var edited = DriftLicense.Copy(license);
            var edits = new HandEdits(edited, new Random(seed));
            edits.Make(100);
            command.Emulator.Control("seed", edited);
            command.Emulator.Log.Clear();
            var (findings, calls) = await FindingsAsync(command, 2);
            Assert.True(edits.Expected.SetEquals(findings), Difference(seed, edits.Expected, findings));
            AssertListedOnce(edits.Expected, calls);
            Assert.DoesNotContain(
                calls.Keys,
                c => !c.StartsWith("list_", StringComparison.Ordinal) && !c.StartsWith("get_", StringComparison.Ordinal)
            );
            Assert.Equal(state, await File.ReadAllBytesAsync(command.StatePath));
        }
    }

    /// <summary>How many calls it takes does not depend on how much there is.</summary>
    [Fact]
    public async Task Drift_Of2000Objects_TakesFewerThan20Calls()
    {
        var seed = new JsonObject
        {
            ["agents"] = new JsonArray([
                .. Enumerable.Range(0, 1000).Select(i => new JsonObject { ["id"] = $"a{i}@example.com", ["name"] = $"A {i}" }),
            ]),
            ["groups"] = new JsonArray([.. Enumerable.Range(1, 500).Select(i => new JsonObject { ["id"] = i, ["name"] = $"G {i}" })]),
            ["tags"] = new JsonArray([
                .. Enumerable.Range(0, 500).Select(i => new JsonObject { ["name"] = $"t{i}", ["group_ids"] = new JsonArray() }),
            ]),
        };
        await using var command = await CommandHarness.StartAsync(seed.ToJsonString());
        command.Environment["LIVECHAT_OWNER_CLIENT_ID"] = "emulator-client";
        command.Write("  vip: { type: \"livechat:Tag\", properties: { name: vip } }");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        command.Emulator.Log.Clear();
        var (findings, calls) = await FindingsAsync(command, 2);
        Assert.Equal(2000, findings.Count(f => f.StartsWith("unmanaged ", StringComparison.Ordinal)));
        Assert.True(calls.Values.Sum() < 20, string.Join(", ", calls));
    }

    /// <summary>A tag that is gone is looked for once more, by its group: a token may not see all tags.</summary>
    private static void AssertListedOnce(SortedSet<string> expected, IReadOnlyDictionary<string, int> calls)
    {
        var gone = expected.Count(e => e.StartsWith("missing Tag ", StringComparison.Ordinal));
        Assert.All(
            calls.Where(c => c.Key.StartsWith("list_", StringComparison.Ordinal)),
            c => Assert.Equal(c.Key == "list_tags" ? 1 + gone : 1, c.Value)
        );
    }

    private static async Task<(SortedSet<string> Findings, IReadOnlyDictionary<string, int> Calls)> FindingsAsync(
        CommandHarness command,
        int code
    )
    {
        var (actual, output, errors) = await command.RunAsync("drift", "--format", "json");
        Assert.True(actual == code, $"drift ended with {actual}: {output}{errors}");
        return (new(JsonNode.Parse(output)!["findings"]!.AsArray().Select(Words), StringComparer.Ordinal), command.Emulator.Log.Counts);
    }

    /// <summary>Class, resource and property; of a property only its name, and of a rule in a list what of it.</summary>
    private static string Words(JsonNode? finding)
    {
        string Text(string name) => (string?)finding![name] ?? "";
        var kind = Text("type").Split(':')[^1];
        var about = Text("class") is "unmanaged" or "duplicate" ? Text("id") : Text("name");
        var property = Text("property");
        if (!property.StartsWith("rules[", StringComparison.Ordinal))
            property = property.Split('.', '[')[0];
        return $"{Text("class")} {kind} {about}{(property.Length > 0 ? " " + property : "")}";
    }

    private static string Difference(int seed, SortedSet<string> expected, SortedSet<string> actual) =>
        $"seed {seed}\nnot reported:\n  {string.Join("\n  ", expected.Except(actual))}\n"
        + $"not expected:\n  {string.Join("\n  ", actual.Except(expected))}";
}
