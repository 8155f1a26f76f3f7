using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using LiveChatPulumi.Api;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Schema;
using LiveChatPulumi.Provider.Specs;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

public class SchemaTests
{
    private static readonly JsonSchema Metaschema = JsonSchema.FromText(
        File.ReadAllText(Repo.Data("sdk", "pulumi-package-metaschema.json"))
    );

    private static JsonObject Schema => (JsonObject)JsonNode.Parse(File.ReadAllText(Repo.Path("schema.json")))!;

    [Fact]
    public void SchemaFile_IsFresh() => Assert.Equal(SchemaWriter.Write(indented: true) + "\n", File.ReadAllText(Repo.Path("schema.json")));

    [Fact]
    public void Schema_AgainstPulumisMetaschema_IsValid() => Assert.Empty(Problems(Schema));

    /// <summary>Each is one thing wrong, and found where it is.</summary>
    [Theory]
    [InlineData("resources/livechat:index:Tag/inputProperties/name/type", "\"text\"", "/resources/livechat:index:Tag/inputProperties/name")]
    [InlineData("resources/livechat:index:Tag/requiredInputs", "\"name\"", "/resources/livechat:index:Tag/requiredInputs")]
    [InlineData("types/livechat:index:Priority/enum", "{}", "/types/livechat:index:Priority")]
    [InlineData("functions/livechat:index:getGroup/inputs", "[]", "/functions/livechat:index:getGroup")]
    [InlineData("resources/Tag", "{}", "/resources")]
    [InlineData("name", "null", "/name")]
    public void Metaschema_BrokenSchema_IsNoticed(string path, string value, string at)
    {
        var broken = Schema;
        var parts = path.Split('/');
        parts[..^1].Aggregate((JsonNode)broken, (node, part) => node[part]!)[parts[^1]] = JsonNode.Parse(value);
        Assert.Contains(Problems(broken), p => p.StartsWith(at, StringComparison.Ordinal));
    }

    [Fact]
    public void Schema_EverythingHasADescription()
    {
        foreach (var (token, resource) in Schema["resources"]!.AsObject())
        {
            Assert.NotEmpty((string)resource!["description"]!);
            Assert.NotNull(resource["listInputs"]);
            foreach (var (name, property) in resource["properties"]!.AsObject().Concat(resource["inputProperties"]!.AsObject()))
                Assert.True(property!["description"] is not null, $"{token}.{name}");
        }

        foreach (var (token, type) in Schema["types"]!.AsObject())
        {
            Assert.True(type!["description"] is not null, token);
            AssertDescribed(token, type["properties"]);
            foreach (var value in type["enum"] as JsonArray ?? [])
                Assert.True(value!["description"] is not null, $"{token}.{value["value"]}");
        }

        foreach (var (token, function) in Schema["functions"]!.AsObject())
        {
            Assert.True(function!["description"] is not null, token);
            AssertDescribed(token, function["inputs"]!["properties"]);
            AssertDescribed(token, function["outputs"]!["properties"]);
        }
    }

    private static void AssertDescribed(string token, JsonNode? properties)
    {
        foreach (var (name, property) in properties as JsonObject ?? [])
            Assert.True((string?)property!["description"] is { Length: > 0 }, $"{token}.{name}");
    }

    /// <summary>What the binder of pulumi schema check refuses beyond the metaschema.</summary>
    [Fact]
    public void Schema_RulesOfTheBinder_Hold()
    {
        var tokens = new[] { "resources", "functions", "types" }.SelectMany(kind => Schema[kind]!.AsObject().Select(t => t.Key)).ToList();
        Assert.All(tokens, t => Assert.Matches("^livechat:index:[A-Za-z][A-Za-z0-9]*$", t));
        Assert.Equal(
            Schema["resources"]!.AsObject().Count + Schema["types"]!.AsObject().Count,
            Schema["resources"]!.AsObject().Concat(Schema["types"]!.AsObject()).Select(t => t.Key.ToUpperInvariant()).Distinct().Count()
        );
        Assert.All(
            Schema["resources"]!.AsObject(),
            r => Assert.True(char.IsUpper(r.Key.Split(':')[2][0]) && r.Key.Split(':')[2] != "Provider")
        );
        Assert.All(Schema["functions"]!.AsObject(), f => Assert.True(char.IsLower(f.Key.Split(':')[2][0])));
        Assert.All(Schema["provider"]!["inputProperties"]!.AsObject(), p => Assert.False(p.Key is "version" or "pulumi"));
        foreach (var (token, function) in Schema["functions"]!.AsObject())
        {
            foreach (var side in new[] { "inputs", "outputs" })
                Assert.All(
                    function![side]!["required"]!.AsArray(),
                    r => Assert.True(function[side]!["properties"]![(string)r!] is not null, $"{token} {side} {r}")
                );
        }

        foreach (var (token, type) in Schema["types"]!.AsObject())
        {
            Assert.All(type!["required"] as JsonArray ?? [], r => Assert.True(type["properties"]![(string)r!] is not null, $"{token} {r}"));
            Assert.DoesNotContain(Reach(token, []), t => t == token);
        }
    }

    /// <summary>Types that a type needs in order to exist: a cycle of required objects could never be built.</summary>
    private static IEnumerable<string> Reach(string token, HashSet<string> seen)
    {
        foreach (var required in Schema["types"]![token]!["required"] as JsonArray ?? [])
        {
            if (
                (string?)Schema["types"]![token]!["properties"]![(string)required!]!["$ref"] is not { } reference
                || !reference.StartsWith("#/types/", StringComparison.Ordinal)
            )
                continue;
            var next = reference["#/types/".Length..];
            if (!seen.Add(next))
                continue;
            yield return next;
            foreach (var further in Reach(next, seen))
                yield return further;
        }
    }

    [Fact]
    public void Schema_RequiredNamesAndReferences_Exist()
    {
        foreach (var (token, resource) in Schema["resources"]!.AsObject())
        {
            Assert.All(resource!["required"]!.AsArray(), r => Assert.NotNull(resource["properties"]![(string)r!]));
            Assert.All(resource["requiredInputs"]!.AsArray(), r => Assert.NotNull(resource["inputProperties"]![(string)r!]));
            Assert.DoesNotContain(resource["properties"]!.AsObject(), p => p.Key is "id" or "urn");
            Assert.StartsWith("livechat:index:", token, StringComparison.Ordinal);
        }

        var types = Schema["types"]!.AsObject();
        foreach (Match match in Regex.Matches(Schema.ToJsonString(), "\"#/types/([^\"]+)\""))
            Assert.True(types.ContainsKey(match.Groups[1].Value), match.Value);
    }

    /// <summary>Tools make options of the command line of settings that have a plain type, and read the environment for programs.</summary>
    [Fact]
    public void Schema_Settings_ArePlainAndNameTheirVariables()
    {
        foreach (var settings in new[] { Schema["config"]!["variables"]!, Schema["provider"]!["inputProperties"]! })
        {
            foreach (var (name, setting) in settings.AsObject())
            {
                Assert.Contains((string)setting!["type"]!, (string[])["string", "boolean", "integer"]);
                var variable = ProviderConfig.VariableOf(name);
                var isOfPrograms = settings.Parent!["defaults"] is not null;
                Assert.Equal(isOfPrograms ? variable : null, (string?)setting["defaultInfo"]?["environment"]![0]);
                Assert.Contains($"Environment: {variable}.", (string)setting["description"]!, StringComparison.Ordinal);
            }
        }

        foreach (var value in new[] { "`accepted`", "`visible`", "`effective`" })
            Assert.Contains(value, (string)Schema["config"]!["variables"]!["readiness"]!["description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_WhatIsReplaced_IsMarkedForEnginesAndForPeople()
    {
        foreach (var resource in Catalog.Resources)
        {
            var json = Schema["resources"]![resource.Spec.Token]!;
            foreach (var p in resource.Spec.Inputs)
            {
                foreach (var side in new[] { json["inputProperties"]![p.Name], json["properties"]![p.Name] }.OfType<JsonNode>())
                {
                    Assert.Equal(p.Class == PropertyClass.Replace, side["replaceOnChanges"] is not null);
                    Assert.Equal(p.Class == PropertyClass.Replace, side["willReplaceOnChanges"] is not null);
                }
            }
        }
    }

    [Fact]
    public void Schema_Package_SaysWhoseItIs()
    {
        foreach (var name in new[] { "homepage", "repository", "logoUrl", "attribution", "license", "publisher" })
            Assert.NotEmpty((string)Schema[name]!);
        Assert.True(File.Exists(Repo.Path(((string)Schema["logoUrl"]!).Split("/main/")[1].Split('/'))));
    }

    [Fact]
    public void Schema_PackageNames_StayOffPulumisOwn()
    {
        var language = Schema["language"]!;
        Assert.Equal("LiveChatPulumi", (string)language["csharp"]!["rootNamespace"]!);
        Assert.DoesNotContain("@pulumi/", language.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pulumi_", (string)language["python"]!["packageName"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Documentation_Pages_AreFresh()
    {
        var pages = DocsWriter.Pages();
        foreach (var (path, text) in pages)
            Assert.Equal(text, File.ReadAllText(Repo.Path(["docs", .. path.Split('/')])));
        Assert.Equal(
            pages.Count(p => p.Key.StartsWith("resources/", StringComparison.Ordinal)),
            Directory.GetFiles(Repo.Path("docs", "resources")).Length
        );
    }

    [Fact]
    public void Coverage_EveryMethodOfTheApi_IsUsed() => Assert.All(ApiActions.All.Values, a => Assert.NotEmpty(DocsWriter.Users(a)));

    [Fact]
    public void Coverage_TheTableOfActions_IsWhatTheEmulatorServesFromTheDocument() =>
        Assert.Equal(
            EmulatorServer.MethodNames.Order(),
            ApiActions
                .All.Values.Where(a => a.Endpoint == Endpoint.Configuration)
                .SelectMany(a => a.Batch is null ? new[] { a.Name } : [a.Name, a.Batch])
                .Order()
        );

    /// <summary>What is wrong with a schema by Pulumi's metaschema: where, and what.</summary>
    private static List<string> Problems(JsonObject schema)
    {
        var result = Metaschema.Evaluate(
            JsonDocument.Parse(schema.ToJsonString()).RootElement,
            new EvaluationOptions { OutputFormat = OutputFormat.List }
        );
        return result.IsValid
            ? []
            :
            [
                .. (result.Details ?? [])
                    .Where(d => d.Errors is not null)
                    .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Key} {e.Value}")),
            ];
    }
}
