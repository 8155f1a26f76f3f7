using LocalEngine;
using PluginProtocol.Values;

namespace LocalEngine_Tests.Yaml;

/// <summary>Programs as people write them, whose mistakes were ignored once, and whose words were misread.</summary>
public class ProgramTests
{
    private const string Head = "name: shop\nruntime: yaml\n";
    private const string Group = "  g: { type: \"livechat:Group\", properties: { name: Support } }\n";

    /// <summary>What is written, the place of the mistake, and a part of what is said.</summary>
    public static TheoryData<string, string, string> Mistakes =>
        new()
        {
            {
                "resources:\n  g: { type: \"livechat:Group\", languageCode: en }",
                "4:32",
                "'languageCode' of resource 'g' is no key of a resource"
            },
            { "resources:\n  g: { type: \"livechat:Group\", option: { protect: true } }", "4:32", "did you mean 'options'?" },
            { "resources:\n  g: { type: \"livechat:Group\", propreties: {} }", "4:32", "did you mean 'properties'?" },
            {
                "resources:\n  g: { type: \"livechat:Grop\" }",
                "4:14",
                "There is no resource livechat:index:Grop; did you mean livechat:index:Group?"
            },
            { "resources:\n  g: { type: nosuch:Thing }", "4:14", "There is no plugin for 'nosuch'" },
            { "resources:\n  g: { properties: {} }", "4:6", "has no type" },
            { "resources:\n  g: { type: [ a ] }", "4:14", "type must be a text" },
            { "resources:\n  g: 5", "4:6", "must be a mapping of type" },
            { "resources:\n  g: { type: \"livechat:Group\", properties: [ a ] }", "4:44", "must be a mapping" },
            { "resources:\n  g: { type: \"livechat:Group\", properties: text }", "4:44", "must be a mapping" },
            { "resources:\n  g: { type: \"livechat:Group\", properties: { nmae: x } }", "4:46", "did you mean 'name'?" },
            { Options("protected: true"), "4:43", "did you mean 'protect'?" },
            { Options("protect: yes"), "4:52", "protect must be true or false" },
            { Options("protect: y"), "4:52", "protect must be true or false" },
            { Options("protect: 1"), "4:52", "protect must be true or false" },
            { Options("protect: null"), "4:52", "protect must be true or false" },
            { Options("protect: \"${g.name}\""), "4:52", "is no configuration key" },
            { Options("protect: \"a${keep}\""), "4:52", "one ${key} of the configuration" },
            { Options("retainOnDelete: on"), "4:59", "retainOnDelete must be true or false" },
            { Options("retainOnDelete: \"${keep}\""), "4:59", "retainOnDelete must be true or false" },
            { Options("deleteBeforeReplace: \"${keep}\""), "4:64", "deleteBeforeReplace must be true or false" },
            { Options("ignoreChanges: name"), "4:58", "ignoreChanges must be a list of texts" },
            { Options("ignoreChanges: [ { x: 1 } ]"), "4:60", "ignoreChanges[0] must be a text" },
            { Options("ignoreChanges: [ \"a[\" ]"), "4:60", "not closed" },
            { Options("replaceOnChanges: [ \"${keep}\" ]"), "4:63", "Pulumi takes no expression here" },
            { Options("additionalSecretOutputs: { a: b }"), "4:68", "must be a list of texts" },
            { Options("aliases: [ { parentUrn: x } ]"), "4:54", "aliases[0] must be a text" },
            { Options("aliases: [ old ]"), "4:54", "is no URN" },
            { Options("dependsOn: \"${g}\""), "4:54", "dependsOn must be a list of resources" },
            { Options("dependsOn: [ g ]"), "4:56", "must name a resource, as ${name}" },
            { Options("dependsOn: [ \"${gg}\" ]"), "4:56", "'gg' is not a resource of this program; did you mean 'g'?" },
            { Options("parent: \"${g.id}\""), "4:51", "must name a resource" },
            { Options("provider: \"${g}\""), "4:53", "'g' is no provider" },
            { Options("customTimeouts: { create: soon }"), "4:69", "is not a duration" },
            { Options("customTimeouts: { craete: 5m }"), "4:61", "did you mean 'create'?" },
            { Options("customTimeouts: 5m"), "4:59", "customTimeouts must be a mapping" },
            { Options("import: 5"), "4:51", "import must be a text; put it in quotes" },
            { Options("hooks: {}"), "4:43", "run the program with `pulumi up`" },
            { "resources:\n  g: { type: \"livechat:Group\", defaultProvider: true }", "4:49", "is no provider" },
            { "resources:\n  g: { type: \"livechat:Group\", get: { ide: 5 } }", "4:39", "did you mean 'id'?" },
            { "resources:\n  g: { type: \"livechat:Group\", get: { state: {} } }", "4:37", "names no id" },
            { "resources:\n  g: { type: \"livechat:Group\", get: { id: \"5\" }, properties: {} }", "4:62", "either read or made" },
            { "resources:\n  s: { type: \"pulumi:pulumi:Stash\" }", "4:14", "run the program with `pulumi up`" },
            { "resources:\n  s: { type: \"pulumi:pulumi:StackReference\", properties: { nam: x } }", "4:60", "did you mean 'name'?" },
            { "resources: [ g ]", "3:12", "resources must be a mapping" },
            { "variables: { g: 1 }\nresources:\n" + Group, "5:3", "is the name of a variable and of a resource" },
            { "config: { g: 1 }\nresources:\n" + Group, "3:11", "is the name of a configuration key and of a resource" },
            { "variables: { pulumi: 1 }\nresources:\n" + Group, "3:14", "a name of Pulumi's own" },
            { "ressources:\n" + Group, "3:1", "did you mean 'resources'?" },
            { "components:\n  c: {}\nresources:\n" + Group, "3:1", "run the program with `pulumi up`" },
            { "resources:\n" + Group + "outputs: 5", "5:10", "outputs must be a mapping" },
            { Output("${}"), "6:6", "cannot be empty" },
            { Output("${g.name"), "6:6", "unterminated interpolation" },
            { Output("${g[}"), "6:6", "missing closing bracket" },
            { Output("${g[]}"), "6:6", "invalid list index" },
            { Output("${[0]}"), "6:6", "the root property must be" },
            { Output("${g[\"name}"), "6:6", "missing closing quote" },
            { Output("${g[\"name\"]}"), "6:6", "Cannot index into 'g'" },
            { Output("${g.grupId}"), "6:6", "did you mean 'groupId'?" },
            { Output("${gr.groupId}"), "6:6", "'gr' is no resource, variable or configuration of this program; did you mean 'g'?" },
            { Output("${ g.name }"), "6:6", "' g' is no resource" },
            { Output("${pulumi.stak}"), "6:6", "did you mean 'stack'?" },
            { Output("a${g}b"), "6:6", "no text, number or boolean" },
            { Call("fn::join: [ a ]"), "6:18", "must be a list of two values" },
            { Call("fn::select: [ 5, [ a ] ]"), "6:6", "a list that is long enough" },
            { Call("fn::split: [ 1, 2 ]"), "6:6", "a separator and a text" },
            { Call("fn::fromBase64: \"!\""), "6:6", "the Base64 form" },
            { Call("fn::readFile: ../x"), "6:22", "outside of the project's folder" },
            { Call("fn::readFile: none"), "6:22", "there is no file none" },
            { Call("fn::stackReference: [ a, b ]"), "6:6", "run the program with `pulumi up`" },
            { Call("fn::invoke: 5"), "6:20", "takes a mapping" },
            { Call("fn::invoke: { function: \"livechat:getGrup\" }"), "6:20", "did you mean 'livechat:index:getGroup'?" },
            { Call("fn::invoke: { function: \"livechat:getGroup\", arguments: { di: 1 } }"), "6:66", "did you mean 'id'?" },
            { Call("fn::invoke: { function: \"livechat:getGroup\", retrun: name }"), "6:53", "did you mean 'return'?" },
            { Call("fn::invoke: { function: \"livechat:getGroup\", return: nmae }"), "6:61", "did you mean 'name'?" },
            { Call("fn::join: [ a, [ b ] ], more: 1"), "6:8", "must stand alone" },
            { "variables: { a: \"${b}\", b: \"${a}\" }\nresources: {}", "3:17", "circular references: a -> b -> a" },
            { "config: { v: { type: text } }\nresources: {}", "3:22", "is no type of a configuration key" },
            { "config: { v: { type: integer, default: x } }\nresources: {}", "3:40", "must be of type integer" },
            { "config: { v: { tpye: string } }\nresources: {}", "3:16", "did you mean 'type'?" },
            { "config: { v: { type: array, default: [ a ] } }\nresources: {}", "3:22", "must say of what" },
            { "config: { v: { default: a, value: b } }\nresources: {}", "3:11", "both a 'default' and a 'value'" },
            { "config: { v: { type: string, secret: yes } }\nresources: {}", "3:38", "secret must be true or false" },
            { "config: { \"livechat:region\": { default: eu } }\nresources: {}", "3:41", "write a 'value'" },
            { "config: { \"livechat:region\": { type: string, value: eu } }\nresources: {}", "3:38", "can have no 'type'" },
            { "options: { refresh: never }\nresources: {}", "3:21", "can only be 'always'" },
            { "packages: { random: random }\nresources: {}", "3:21", "run with `pulumi up`" },
            { "x: &a 1\nresources: { g: *a }", "4:17", "alias nodes are not supported" },
            {
                "resources:\n  g: { type: \"livechat:Group\", properties: { <<: { name: x } } }",
                "4:46",
                "merge keys (<<) are not supported"
            },
            { "resources: {}\n---\nresources: {}", "5:1", "second document" },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Up_Mistake_EndsInOneLineWithItsPlaceAndWithoutACall(string program, string place, string message)
    {
        using var stack = new YamlStack();
        stack.Write(Head + program + "\n");
        Assert.Equal(1, await stack.UpAsync());
        var error = Assert.Single(stack.Errors);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.StartsWith($"Pulumi.yaml:{place}: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.Empty(stack.Provider.Writes);
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("'a b'")]
    [InlineData("''")]
    public async Task Up_NameOfTheProjectIsNone_IsRefused(string name)
    {
        using var stack = new YamlStack();
        stack.Write($"name: {name}\nruntime: yaml\nresources: {{}}\n");
        Assert.Equal(1, await stack.UpAsync());
        Assert.StartsWith("Pulumi.yaml:1:7: ", Assert.Single(stack.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev", "dev")]
    [InlineData("org/dev", "dev")]
    [InlineData("org/shop/dev", "dev")]
    [InlineData("../../x", null)]
    [InlineData("org/other/dev", null)]
    [InlineData("a/b/c/d", null)]
    [InlineData("", null)]
    [InlineData("..", null)]
    [InlineData("a\\b", null)]
    public void Stack_Name_IsTakenByPulumisRules(string text, string? name)
    {
        if (name is null)
            Assert.Throws<EngineException>(() => LocalEngine.Projects.Names.Stack(text, "shop"));
        else
            Assert.Equal(name, LocalEngine.Projects.Names.Stack(text, "shop"));
    }

    [Theory]
    [InlineData("a$$b", "a$b")]
    [InlineData("$${g.name}", "${g.name}")]
    [InlineData("$$${g.name}", "$Support")]
    [InlineData("$g", "$g")]
    [InlineData("$", "$")]
    [InlineData("${g.name}-${g.groupId}", "Support-10")]
    [InlineData("${list[1].b}", "two")]
    [InlineData("${list[1][\"b\"]}", "two")]
    [InlineData("${[\"g\"].name}", "Support")]
    [InlineData("${odd[\"a \\\"quoted\\\" key\"]}", "odd")]
    public async Task Output_Interpolation_IsReadAsPulumiReadsIt(string text, string expected)
    {
        using var stack = new YamlStack();
        stack.Write(
            $"{Head}variables:\n  list: [ 1, {{ b: two }} ]\n  odd: {{ 'a \"quoted\" key': odd }}\n"
                + $"resources:\n{Group}outputs:\n  a: '{text}'\n"
        );
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Equal(PropertyValue.Of(expected), stack.Outputs["a"]);
    }

    [Theory]
    [InlineData("Fn::Join: [ '-', [ a, 1, true ] ]", "\"a-1-true\"")]
    [InlineData("Fn::Invoke: { Function: \"livechat:getGroup\", Arguments: { id: 1 }, Return: name }", "\"General\"")]
    [InlineData("fn::invoke: { function: \"livechat:getGroup\", arguments: { id: 1 }, return: name }", "\"General\"")]
    [InlineData("fn::livechat:getGroup: { id: 1 }", "{\"name\":\"General\"}")]
    [InlineData("fn::toJSON: { a: [ 1, x ] }", "\"{\\u0022a\\u0022:[1,\\u0022x\\u0022]}\"")]
    [InlineData("fn::fromBase64: aGVsbG8=", "\"hello\"")]
    [InlineData("fn::length: [ a, b ]", "2")]
    [InlineData("fn::singleOrNone: [ a ]", "\"a\"")]
    [InlineData("fn::singleOrNone: []", "null")]
    [InlineData("fn::select: [ 1, [ a, b ] ]", "\"b\"")]
    [InlineData("fn::readFile: text.txt", "\"of a file\"")]
    public async Task Output_Builtin_HasItsValue(string call, string expected)
    {
        using var stack = new YamlStack();
        stack.WriteFile("text.txt", "of a file");
        stack.Write($"{Head}resources: {{}}\noutputs:\n  a: {{ {call} }}\n");
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Equal(
            System.Text.Json.Nodes.JsonNode.Parse(expected)?.ToJsonString() ?? "null",
            System.Text.Json.Nodes.JsonNode.Parse(new CheckpointCodec(null).WriteText(stack.Outputs["a"]!))?.ToJsonString() ?? "null"
        );
    }

    [Fact]
    public async Task Output_OptionalOutputThatIsNotSet_IsNull()
    {
        using var stack = new YamlStack();
        stack.Write($"{Head}resources:\n{Group}outputs:\n  a: ${{g.note}}\n");
        Assert.Equal(0, await stack.UpAsync());
        Assert.True(stack.Outputs["a"]!.IsNull);
        Assert.Equal(0, await stack.UpAsync());
        Assert.True(stack.Outputs["a"]!.IsNull);
    }

    [Fact]
    public async Task Up_SectionOfResourcesIsMissing_DeletesNothing()
    {
        using var stack = new YamlStack();
        stack.Write($"{Head}resources:\n{Group}");
        Assert.Equal(0, await stack.UpAsync());
        stack.Write(Head);
        Assert.Equal(1, await stack.ApplyAsync());
        Assert.Contains("'resources: {}'", Assert.Single(stack.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("delete g", stack.Provider.Writes);
        stack.Write($"{Head}resources: {{}}\n");
        Assert.Equal(0, await stack.ApplyAsync());
        Assert.Contains("delete g", stack.Provider.Writes);
    }

    [Fact]
    public async Task Up_KeysThatHaveNoEffect_AreWarnedOf()
    {
        using var stack = new YamlStack();
        stack.Write($"{Head}requiredPulumiVersion: '>=3'\noutput: {{ a: 1 }}\nresources: {{}}\noutputs:\n  b: {{ \"fn::jion\": 1 }}\n");
        Assert.Equal(0, await stack.UpAsync());
        var told = string.Join("\n", stack.Warnings);
        Assert.Contains("Pulumi.yaml:3:1: 'requiredPulumiVersion' has no effect here", told, StringComparison.Ordinal);
        Assert.Contains(
            "Pulumi.yaml:4:1: 'output' is no key of Pulumi.yaml and has no effect; did you mean 'outputs'?",
            told,
            StringComparison.Ordinal
        );
        Assert.Contains("Pulumi.yaml:7:8: there is no builtin fn::jion", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_ProjectValuesOfTheProvider_ReachIt()
    {
        using var stack = new YamlStack();
        stack.Write(
            $"{Head}config:\n  livechat:licenseId: '7'\n  livechat:apiUrl: {{ value: 'https://x.example' }}\n"
                + $"  livechat:tags: {{ value: [ a ] }}\nresources:\n{Group}",
            "config:\n  livechat:apiUrl: https://stack.example\n"
        );
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Equal("7", stack.Provider.Configured.Text("licenseId"));
        Assert.Equal("https://stack.example", stack.Provider.Configured.Text("apiUrl"));
        Assert.Equal("[\"a\"]", stack.Provider.Configured.Text("tags"));
    }

    [Fact]
    public async Task Up_StackConfigDir_IsWhereTheStackFileIs()
    {
        using var stack = new YamlStack();
        Directory.CreateDirectory(Path.Combine(stack.Folder, "conf"));
        stack.WriteFile("conf/Pulumi.dev.yaml", "config:\n  shop:v: [ 1, x ]\n");
        stack.Write($"{Head}stackConfigDir: conf\nresources: {{}}\noutputs: {{ a: \"${{v[1]}}\" }}\n");
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Equal(PropertyValue.Of("x"), stack.Outputs["a"]);
    }

    [Fact]
    public async Task Up_DefaultProviderOfOnePackage_ServesItsResources()
    {
        using var stack = new YamlStack();
        stack.Write(
            $"{Head}resources:\n"
                + "  p: { type: \"pulumi:providers:livechat\", defaultProvider: TRUE, properties: { maxConcurrency: 3 } }\n"
                + Group
                + "  q: { type: \"pulumi:providers:livechat\" }\n"
                + "  h: { type: \"livechat:Group\", options: { providers: [ \"${q}\" ] } }\n"
        );
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        var providers = stack.State.Resources.Where(r => r.Name is "g" or "h").ToDictionary(r => r.Name, r => r.Provider);
        Assert.Contains("::p::", providers["g"], StringComparison.Ordinal);
        Assert.Contains("::q::", providers["h"], StringComparison.Ordinal);
    }

    private static string Options(string options) => $"resources:\n  g: {{ type: \"livechat:Group\", options: {{ {options} }} }}";

    private static string Output(string text) => $"resources:\n{Group}outputs:\n  a: '{text}'";

    private static string Call(string call) => $"resources:\n{Group}outputs:\n  a: {{ {call} }}";
}
