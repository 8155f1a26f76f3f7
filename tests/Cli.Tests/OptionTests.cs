using System.Text.Json.Nodes;
using LocalEngine.State;

namespace Cli_Tests;

/// <summary>Each option of a resource and of a command, through the command, with a program of a few lines.</summary>
public class OptionTests
{
    private const string Prefix = "urn:pulumi:dev::shop::livechat:index:";
    private static readonly PassphraseKeys Keys = CommandHarness.QuickKeys;
    private static readonly string Salt = PassphraseCrypter.Create("x", Keys).Salt;

    private static readonly Dictionary<string, Func<CommandHarness, Task>> Cases = new()
    {
        ["import:, as the object is"] = ImportSameAsync,
        ["import:, not as the object is"] = ImportOtherAsync,
        ["import:, of no object"] = ImportMissingAsync,
        ["get:"] = GetAsync,
        ["aliases:"] = AliasesAsync,
        ["aliases:, not a URN"] = AliasIsNoUrnAsync,
        ["additionalSecretOutputs:"] = SecretOutputsAsync,
        ["replaceOnChanges:"] = ReplaceOnChangesAsync,
        ["ignoreChanges:"] = IgnoreChangesAsync,
        ["deletedWith:"] = DeletedWithAsync,
        ["retainOnDelete:"] = RetainOnDeleteAsync,
        ["customTimeouts:"] = TimeoutsAsync,
        ["protect:"] = ProtectAsync,
        ["--refresh"] = RefreshAsync,
        ["--parallel"] = ParallelAsync,
        ["--target-dependents"] = TargetDependentsAsync,
        ["--target-replace"] = TargetReplaceAsync,
        ["--replace"] = ReplaceAsync,
        ["--exclude-dependents"] = ExcludeDependentsAsync,
        ["--continue-on-error, up"] = ContinueUpAsync,
        ["--continue-on-error, destroy"] = ContinueDestroyAsync,
        ["StackReference"] = StackReferenceAsync,
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Option_OfAProgramOrACommand_DoesWhatPulumiDoes(string name)
    {
        await using var command = await CommandHarness.StartAsync(
            """{ "groups": [ { "id": 7, "name": "Existing", "language_code": "pl" } ] }""",
            keys: Keys
        );
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"), $"encryptionsalt: {Salt}\n");
        await Cases[name](command);
    }

    private static async Task ImportSameAsync(CommandHarness command)
    {
        command.Write(Group("it", "Existing, languageCode: pl", "import: \"7\""));
        var up = await command.SucceedAsync("up", "--yes");
        Assert.Contains("1 imported", up, StringComparison.Ordinal);
        Assert.Equal("7", (string?)Resource(command, "it")["id"]);
        AssertWrites(command);

        // Imported resources are the program's own: without the option they stay, and go with the program.
        command.Write(Group("it", "Existing, languageCode: pl"));
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        await command.SucceedAsync("destroy", "--yes");
        AssertWrites(command, "delete_group");
    }

    private static async Task ImportOtherAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support, languageCode: pl", "import: \"7\""));
        await command.SucceedAsync("up", "--yes");
        AssertWrites(command, "update_group");
        Assert.Equal(["General", "Support"], GroupsOf(command));
    }

    private static async Task ImportMissingAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support", "import: \"99\""));
        var (code, output, _) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("resource '99' does not exist", output, StringComparison.Ordinal);
        AssertWrites(command);
    }

    private static async Task GetAsync(CommandHarness command)
    {
        command.Write(
            "  it: { type: \"livechat:Group\", get: { id: \"7\" } }\n" + Tag("vip", "${it.name}", "[ \"${it.groupId}\" ]"),
            "outputs: { name: \"${it.name}\" }"
        );
        Assert.Contains("name: \"Existing\"", await command.SucceedAsync("up", "--yes"), StringComparison.Ordinal);
        Assert.True((bool)Resource(command, "it")["external"]!);
        await command.SucceedAsync("destroy", "--yes");
        AssertWrites(command, "create_tag", "delete_tag");
    }

    private static async Task AliasesAsync(CommandHarness command)
    {
        command.Write(Group("old", "Support"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Group("new", "Support", $"aliases: [ \"{Prefix}Group::old\" ]"));
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        AssertWrites(command, "create_group");
        Assert.Equal(Prefix + "Group::new", (string?)Resource(command, "new")["urn"]);
    }

    private static async Task AliasIsNoUrnAsync(CommandHarness command)
    {
        command.Write(Group("new", "Support", "aliases: [ { name: old } ]"));
        var (code, output, errors) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("aliases[0] must be a text", output + errors, StringComparison.Ordinal);
    }

    private static async Task SecretOutputsAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support", "additionalSecretOutputs: [ name ]"), "outputs: { name: \"${it.name}\" }");
        Assert.Contains("name: [secret]", await command.SucceedAsync("up", "--yes"), StringComparison.Ordinal);
        Assert.Contains("ciphertext", Resource(command, "it")["outputs"]!["name"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task ReplaceOnChangesAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support", "replaceOnChanges: [ name ]"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Group("it", "Help", "replaceOnChanges: [ name ]"));
        Assert.Contains("1 replaced", await command.SucceedAsync("up", "--yes"), StringComparison.Ordinal);
        AssertWrites(command, "create_group", "create_group", "delete_group");
    }

    private static async Task IgnoreChangesAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Group("it", "Help", "ignoreChanges: [ name ]"));
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        AssertWrites(command, "create_group");
    }

    private static async Task DeletedWithAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support") + "\n" + Tag("vip", "vip", "[ 0 ]", "deletedWith: \"${it}\""));
        await command.SucceedAsync("up", "--yes");
        Assert.Contains("2 deleted", (await command.SucceedAsync("destroy", "--yes")).Replace("3 deleted", "2 deleted"));
        AssertWrites(command, "create_group", "create_tag", "delete_group");
        Assert.DoesNotContain("vip", await File.ReadAllTextAsync(command.StatePath), StringComparison.Ordinal);
    }

    private static async Task RetainOnDeleteAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support", "retainOnDelete: true"));
        await command.SucceedAsync("up", "--yes");
        await command.SucceedAsync("destroy", "--yes");
        AssertWrites(command, "create_group");
    }

    private static async Task TimeoutsAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support", "customTimeouts: { create: 5m, update: 90s, delete: 1h }"));
        await command.SucceedAsync("up", "--yes");
        var kept = Resource(command, "it")["customTimeouts"]!;
        Assert.Equal((300, 90, 3600), ((int)kept["create"]!, (int)kept["update"]!, (int)kept["delete"]!));
        command.Write(Group("it", "Support", "customTimeouts: { create: 5 minutes }"));
        var (code, output, errors) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("is not a duration", output + errors, StringComparison.Ordinal);
    }

    private static async Task ProtectAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support", "protect: true"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Tag("vip", "vip", "[ 0 ]"));
        Assert.Equal(1, (await command.RunAsync("up", "--yes", "--yes-delete-many")).Code);
        await command.SucceedAsync("state", "unprotect", Prefix + "Group::it", "--yes");
        await command.SucceedAsync("up", "--yes", "--yes-delete-many");
        Assert.Equal(["Existing", "General"], GroupsOf(command));
    }

    private static async Task RefreshAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support"));
        await command.SucceedAsync("up", "--yes");
        Rename(command, "Support", "Drifted");

        // What the state does not know, nothing repairs.
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        Assert.Contains("~ name: \"Drifted\" => \"Support\"", await command.SucceedAsync("up", "--yes", "--refresh"));
        Assert.Equal(["Existing", "General", "Support"], GroupsOf(command));
    }

    private static async Task ParallelAsync(CommandHarness command)
    {
        command.Write(Group("a", "A") + "\n" + Group("b", "B") + "\n" + Group("c", "C"));
        await command.SucceedAsync("up", "--yes", "--parallel", "1");
        Assert.Equal(["A", "B", "C", "Existing", "General"], GroupsOf(command));
        var (code, _, errors) = await command.RunAsync("up", "--yes", "--parallel", "0");
        Assert.NotEqual(0, code);
        AssertWrites(command, "create_group", "create_group", "create_group");
        _ = errors;
    }

    private static async Task TargetDependentsAsync(CommandHarness command)
    {
        command.Write(Chain("Support", "vip", "other"));
        await command.SucceedAsync("up", "--yes");
        command.Emulator.Log.Clear();

        // The tag depends on the group; the other tag does not.
        command.Write(Chain("Help", "vip2", "other2"));
        await command.SucceedAsync("up", "--yes", "--target", Prefix + "Group::it", "--target-dependents");
        Assert.Equal(["other", "vip2"], TagsOf(command));
        Assert.Contains("Help", GroupsOf(command));
        await command.SucceedAsync("destroy", "--yes", "--target", Prefix + "Group::it", "--target-dependents");
        Assert.Equal(["other"], TagsOf(command));
    }

    private static async Task TargetReplaceAsync(CommandHarness command)
    {
        command.Write(Chain("Support", "vip", "other"));
        await command.SucceedAsync("up", "--yes");
        var before = Id(command, "lone");
        command.Write(Chain("Help", "vip2", "other2"));
        await command.SucceedAsync("up", "--yes", "--target-replace", Prefix + "Tag::lone");
        Assert.NotEqual(before, Id(command, "lone"));
        Assert.Equal(["other2", "vip"], TagsOf(command));
        Assert.Contains("Support", GroupsOf(command));
    }

    private static async Task ReplaceAsync(CommandHarness command)
    {
        command.Write(Chain("Support", "vip", "other"));
        await command.SucceedAsync("up", "--yes");
        var before = Id(command, "lone");
        command.Write(Chain("Help", "vip2", "other2"));
        await command.SucceedAsync("up", "--yes", "--replace", Prefix + "Tag::lone");
        Assert.NotEqual(before, Id(command, "lone"));
        Assert.Equal(["other2", "vip2"], TagsOf(command));
        Assert.Contains("Help", GroupsOf(command));
    }

    private static async Task ExcludeDependentsAsync(CommandHarness command)
    {
        command.Write(Chain("Support", "vip", "other"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Chain("Help", "vip2", "other2"));
        await command.SucceedAsync("up", "--yes", "--exclude", Prefix + "Group::it", "--exclude-dependents");
        Assert.Equal(["other2", "vip"], TagsOf(command));
        Assert.Contains("Support", GroupsOf(command));
    }

    private static async Task ContinueUpAsync(CommandHarness command)
    {
        command.Write(Chain("Support", "vip", "other"));
        command.Fault("""{ "kind": "fail", "method": "create_group", "type": "limit_reached", "message": "too many", "count": 1 }""");
        var (code, output, _) = await command.RunAsync("up", "--yes", "--skip-preview", "--continue-on-error");
        Assert.Equal(1, code);
        Assert.Contains("too many", output, StringComparison.Ordinal);
        Assert.Equal(["other"], TagsOf(command));
        await command.SucceedAsync("up", "--yes");
        Assert.Equal(["other", "vip"], TagsOf(command));
        Assert.Equal(1, (await command.RunAsync("refresh", "--yes", "--continue-on-error")).Code);
    }

    private static async Task ContinueDestroyAsync(CommandHarness command)
    {
        command.Write(Chain("Support", "vip", "other"));
        await command.SucceedAsync("up", "--yes");
        command.Fault("""{ "kind": "fail", "method": "delete_tag", "type": "validation", "message": "not now", "count": 1 }""");
        Assert.Equal(1, (await command.RunAsync("destroy", "--yes", "--skip-preview", "--continue-on-error")).Code);
        Assert.Single(TagsOf(command));
        await command.SucceedAsync("destroy", "--yes", "--skip-preview");
        Assert.Equal((0, 2), (TagsOf(command).Count, GroupsOf(command).Count));
    }

    private static async Task StackReferenceAsync(CommandHarness command)
    {
        command.Write(Group("it", "Support"), "outputs: { team: \"${it.name}\", key: { fn::secret: hush } }");
        await command.SucceedAsync("up", "--yes");
        File.Copy(command.StatePath, Path.Combine(Path.GetDirectoryName(command.StatePath)!, "prod.json"));
        command.Write(
            "  infra: { type: \"pulumi:pulumi:StackReference\", properties: { name: organization/shop/prod } }\n"
                + Tag("vip", "for ${infra.outputs[\"team\"]}", "[ 0 ]"),
            "outputs: { key: \"${infra.outputs[\\\"key\\\"]}\" }"
        );
        Assert.Contains("key: [secret]", await command.SucceedAsync("up", "--yes", "--yes-delete-many"), StringComparison.Ordinal);
        Assert.Equal(["for Support"], TagsOf(command));
    }

    private static string Group(string name, string properties, string options = "") =>
        $"  {name}: {{ type: \"livechat:Group\", properties: {{ name: {properties} }}, options: {{ {options} }} }}";

    private static string Tag(string name, string text, string groups, string options = "") =>
        $"  {name}: {{ type: \"livechat:Tag\", properties: {{ name: '{text}', groupIds: {groups} }}, options: {{ {options} }} }}";

    /// <summary>A group, a tag that depends on it, and a tag that stands alone.</summary>
    private static string Chain(string group, string tag, string alone) =>
        Group("it", group) + "\n" + Tag("vip", tag, "[ \"${it.groupId}\" ]") + "\n" + Tag("lone", alone, "[ 0 ]");

    private static JsonNode Resource(CommandHarness command, string name) =>
        JsonNode.Parse(File.ReadAllText(command.StatePath))!["checkpoint"]!["latest"]!["resources"]!
            .AsArray()
            .Single(r => ((string)r!["urn"]!).EndsWith("::" + name, StringComparison.Ordinal))!;

    private static string Id(CommandHarness command, string name) => (string)Resource(command, name)["id"]!;

    private static List<string> GroupsOf(CommandHarness command) => NamesOf(command, "groups");

    private static List<string> TagsOf(CommandHarness command) => NamesOf(command, "tags");

    private static List<string> NamesOf(CommandHarness command, string list) =>
        [.. (command.Dump()[list] as JsonArray ?? []).Select(g => (string)g!["name"]!).Order(StringComparer.Ordinal)];

    private static void Rename(CommandHarness command, string from, string to)
    {
        var dump = command.Dump();
        dump["groups"]!.AsArray().Single(g => (string)g!["name"]! == from)!["name"] = to;
        command.Emulator.Control("seed", dump);
    }

    /// <summary>The calls that changed groups and tags, in the order of their names.</summary>
    private static void AssertWrites(CommandHarness command, params string[] expected) =>
        Assert.Equal(
            expected,
            command
                .Emulator.Log.Counts.Where(c =>
                    c.Key.EndsWith("_group", StringComparison.Ordinal) || c.Key.EndsWith("_tag", StringComparison.Ordinal)
                )
                .Where(c => !c.Key.StartsWith("get_", StringComparison.Ordinal))
                .SelectMany(c => Enumerable.Repeat(c.Key, (int)c.Value))
                .Order(StringComparer.Ordinal)
        );
}
