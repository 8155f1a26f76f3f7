using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Api;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider.Schema;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

public class SchemaTests
{
    private static JsonObject Schema => (JsonObject)JsonNode.Parse(File.ReadAllText(Repo.Path("schema.json")))!;

    [Fact]
    public void SchemaFile_IsFresh() => Assert.Equal(SchemaWriter.Write(indented: true) + "\n", File.ReadAllText(Repo.Path("schema.json")));

    [Fact]
    public void Schema_AgainstPulumisMetaschema_IsValid() =>
        Assert.Empty(new Metaschema((JsonObject)Repo.Json("sdk", "pulumi-package-metaschema.json")).Validate(WithoutListInputs()));

    [Fact]
    public void Metaschema_BrokenSchema_IsNoticed()
    {
        var broken = Schema;
        broken["resources"]!["livechat:index:Tag"]!["inputProperties"]!["name"]!["type"] = "text";
        broken["nonsense"] = true;
        Assert.NotEmpty(new Metaschema((JsonObject)Repo.Json("sdk", "pulumi-package-metaschema.json")).Validate(broken));
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

    // The metaschema at hand is older than listInputs (protocol of 3.233): everything else is held against it.
    private static JsonObject WithoutListInputs()
    {
        var schema = Schema;
        foreach (var (_, resource) in schema["resources"]!.AsObject())
            resource!.AsObject().Remove("listInputs");
        return schema;
    }
}

/// <summary>The part of JSON Schema that Pulumi's metaschema uses.</summary>
internal sealed class Metaschema(JsonObject root)
{
    public List<string> Validate(JsonNode value) => [.. Check(root, value, "")];

    private IEnumerable<string> Check(JsonNode? schema, JsonNode? value, string at)
    {
        if (schema is not JsonObject rules)
            return [];
        if (rules["$ref"] is { } reference)
            return Check(Resolve((string)reference!), value, at);
        return Type(rules, value, at).Concat(Values(rules, value, at)).Concat(Members(rules, value, at)).Concat(Combined(rules, value, at));
    }

    private static IEnumerable<string> Type(JsonObject rules, JsonNode? value, string at)
    {
        if (rules["type"] is not JsonValue type)
            yield break;
        var fits = (string)type! switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value is JsonValue v && v.TryGetValue<string>(out _),
            "boolean" => value is JsonValue v && v.TryGetValue<bool>(out _),
            "integer" or "number" => value is JsonValue v && v.TryGetValue<double>(out _),
            _ => true,
        };
        if (!fits)
            yield return $"{at}: must be {type}";
    }

    private static IEnumerable<string> Values(JsonObject rules, JsonNode? value, string at)
    {
        if (rules["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)))
            yield return $"{at}: must be one of {values.ToJsonString()}";
        if (rules["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
            yield return $"{at}: must be {constant}";
        if (
            rules["pattern"] is { } pattern
            && value is JsonValue v
            && v.TryGetValue<string>(out var text)
            && !Regex.IsMatch(text, (string)pattern!)
        )
            yield return $"{at}: must match {pattern}";
    }

    private IEnumerable<string> Members(JsonObject rules, JsonNode? value, string at)
    {
        if (value is JsonArray list)
            return list.SelectMany((item, i) => Check(rules["items"], item, $"{at}[{i}]"));
        if (value is not JsonObject map)
            return [];
        var properties = rules["properties"] as JsonObject ?? [];
        var missing = (rules["required"] as JsonArray ?? [])
            .Select(r => (string)r!)
            .Where(r => !map.ContainsKey(r))
            .Select(r => $"{at}: {r} is missing");
        var names = rules["propertyNames"] is { } n ? map.SelectMany(m => Check(n, JsonValue.Create(m.Key), $"{at}.{m.Key} (name)")) : [];
        var members = map.SelectMany(m =>
            properties.TryGetPropertyValue(m.Key, out var own)
                ? Check(own, m.Value, $"{at}.{m.Key}")
                : rules["additionalProperties"] switch
                {
                    JsonValue f when f.TryGetValue<bool>(out var allowed) => allowed ? [] : [$"{at}.{m.Key}: is not allowed"],
                    { } other => Check(other, m.Value, $"{at}.{m.Key}"),
                    null => [],
                }
        );
        return missing.Concat(names).Concat(members);
    }

    private IEnumerable<string> Combined(JsonObject rules, JsonNode? value, string at)
    {
        foreach (var all in rules["allOf"] as JsonArray ?? [])
        {
            foreach (var failure in Check(all, value, at))
                yield return failure;
        }

        foreach (var kind in new[] { "oneOf", "anyOf" })
        {
            if (rules[kind] is not JsonArray choices)
                continue;
            var failures = choices.Select(c => Check(c, value, at).ToList()).ToList();
            if (failures.All(f => f.Count > 0))
                yield return $"{at}: fits none of {kind}: {string.Join(" | ", failures.Select(f => f[0]))}";
        }

        if (rules["if"] is { } condition)
        {
            var branch = Check(condition, value, at).Any() ? rules["else"] : rules["then"];
            foreach (var failure in Check(branch, value, at))
                yield return failure;
        }

        if (rules["not"] is { } forbidden && !Check(forbidden, value, at).Any())
            yield return $"{at}: must not fit {forbidden.ToJsonString()}";
    }

    private JsonNode? Resolve(string reference) =>
        reference == "#"
            ? root
            : reference
                .TrimStart('#', '/')
                .Split('/')
                .Aggregate((JsonNode?)root, (node, part) => node?[part.Replace("~1", "/", StringComparison.Ordinal)]);
}
