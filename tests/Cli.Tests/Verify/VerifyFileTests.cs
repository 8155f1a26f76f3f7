using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Verify;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Values;
using TestSupport;

namespace Cli_Tests.Verify;

/// <summary>livechat.verify.yaml: what it may say, and how mistakes in it are told.</summary>
public class VerifyFileTests
{
    private static readonly Snapshot State = new(
        [
            Resource("livechat:index:Group", "sales", "7", ("groupId", PropertyValue.Of(7))),
            Resource("livechat:index:Agent", "ann", "ann@example.com", ("email", PropertyValue.Of("ann@example.com"))),
            Resource("livechat:index:Tag", "ann", "tag", ("name", PropertyValue.Of("x"))),
            Resource("livechat:index:Webhook", "hook", "h", ("secretKey", PropertyValue.Secret(PropertyValue.Of("very secret")))),
            Resource(Urn.StackType, "shop-dev", "", ("supportId", PropertyValue.Of(8)), ("site", PropertyValue.Of("example.com"))),
        ],
        [],
        null
    );

    [Fact]
    public void Load_ReferencesToResourcesAndOutputs_HaveTheirValues()
    {
        var checks = VerifiedLicense.Read(
            """
            checks:
              - visit: a
                page: "https://${site}/x"
                fields: { plan: gold, seats: 3 }
                expect: { group: "${sales.groupId}", agent: a@b.c }
              - { group: "${sales.id}", expect: { status: [online, offline] } }
              - { property: tier, namespace: c, group: "${supportId}", expect: { value: 3 } }
              - { chat: c, expect: { webhook: { action: incoming_chat, secret: "${hook.secretKey}" }, within: 5 } }
            """,
            State
        );
        var visit = Assert.IsType<VisitCheck>(checks[0]);
        Assert.Equal(("https://example.com/x", "3", 7), (visit.Visitor.Page, visit.Visitor.Fields!["seats"], Assert.Single(visit.Groups!)));
        Assert.Equal("livechat.verify.yaml:2", visit.Place);
        Assert.Equal(7, Assert.IsType<GroupCheck>(checks[1]).Group);
        Assert.Equal(8, Assert.IsType<PropertyCheck>(checks[2]).Group);
        var chat = Assert.IsType<ChatCheck>(checks[3]);
        Assert.Equal(("very secret", TimeSpan.FromSeconds(5)), (chat.Hook!.Secret, chat.Within));
    }

    [Theory]
    [InlineData("check: []", "livechat.verify.yaml:1:1: 'check' of the file is no key of this file; did you mean 'checks'?")]
    [InlineData("checks: []", "'checks' must be a list of checks")]
    [InlineData(
        "checks:\n  - { vist: a }",
        "livechat.verify.yaml:2:5: a check begins with its kind, and 'vist' is none; did you mean 'visit'?"
    )]
    [InlineData("checks:\n  - { visit: a }", "livechat.verify.yaml:2:5: a visit must have 'expect'")]
    [InlineData("checks:\n  - { visit: a, expect: {} }", "livechat.verify.yaml:2:25: 'expect' expects nothing")]
    [InlineData(
        "checks:\n  - { visit: a, pag: x, expect: { group: 1 } }",
        "livechat.verify.yaml:2:17: 'pag' of a visit is no key of a visit; did"
    )]
    [InlineData(
        "checks:\n  - { visit: a, expect: { gruop: 1 } }",
        "'gruop' of 'expect' is no expectation of a visit; did you mean 'group'?"
    )]
    [InlineData("checks:\n  - { visit: a, expect: { form: { feilds: [x] } } }", "did you mean 'fields'?")]
    [InlineData("checks:\n  - { visit: a, expect: { status: onlin } }", "'onlin' is no status; did you mean 'online'?")]
    [InlineData("checks:\n  - { visit: a, expect: { form: { type: prchat } } }", "'prchat' is no form; did you mean 'prechat'?")]
    [InlineData("checks:\n  - { visit: a, expect: { group: sales } }", "livechat.verify.yaml:2:34: 'group' must be the id of a group")]
    [InlineData(
        "checks:\n  - { group: \"${sale.id}\", expect: { exists: true } }",
        "'sale' is no resource of the stack and no output; did you mean 'sales'?"
    )]
    [InlineData(
        "checks:\n  - { group: \"${sales.groupid}\", expect: { exists: true } }",
        "has no value in the state; did you mean 'groupId'?"
    )]
    [InlineData("checks:\n  - { visit: a, name: \"${ann.id}\", expect: { group: 1 } }", "'ann' are several resources")]
    [InlineData("checks:\n  - { visit: a, name: \"${sales}\", expect: { group: 1 } }", "name one of its properties, such as sales.id")]
    [InlineData("checks:\n  - { visit: a, name: \"${sales.id\", expect: { group: 1 } }", "unterminated interpolation")]
    [InlineData("checks:\n  - { visit: a, expect: { bot: 3 } }", "'bot' must be true or false")]
    [InlineData("checks:\n  - { visit: a, expect: { nobody: true, bot: true } }", "'nobody' cannot be expected beside")]
    [InlineData("checks:\n  - { property: a, namespace: b, expect: { visible: false, value: 3 } }", "a value that is not visible")]
    [InlineData("checks:\n  - { property: a, expect: { value: 3 } }", "a property must have 'namespace'")]
    [InlineData("checks:\n  - { chat: a, expect: { within: 0, group: 1 } }", "'within' must be a number from 1 to 600")]
    [InlineData("checks:\n  - { chat: a, expect: { webhook: { secret: x } } }", "'webhook' must have 'action'")]
    [InlineData("checks: [", "livechat.verify.yaml:2:1: ")]
    public void Load_Mistake_IsToldWithItsPlaceAndTheNearestName(string text, string expected)
    {
        var error = Assert.Throws<EngineException>(() => VerifiedLicense.Read(text, State));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("livechat.verify.yaml:", error.Message, StringComparison.Ordinal);
    }

    /// <summary>WRITE_DOCS=1 writes it.</summary>
    [Fact]
    public void Schema_AsItIsPublished_IsThatOfTheCode()
    {
        var path = Repo.Path("docs", "livechat.verify.schema.json");
        var expected = VerifySchema.Write().ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(path, expected);
        Assert.Equal(expected, File.ReadAllText(path));
    }

    /// <summary>Every key of the reader is in the schema, at its place, and none else.</summary>
    [Fact]
    public void Schema_OfEachKind_HasTheKeysOfTheReader()
    {
        var kinds = VerifySchema.Write()["properties"]!["checks"]!["items"]!["anyOf"]!.AsArray();
        Assert.Equal(VerifyKeys.Kinds.Count, kinds.Count);
        foreach (var (table, schema) in VerifyKeys.Kinds.Values.Zip(kinds))
            AssertSame(table, schema!.AsObject());

        static void AssertSame(VerifyTable table, JsonObject schema)
        {
            Assert.Equal(table.Keys.Select(k => k.Name), schema["properties"]!.AsObject().Select(p => p.Key));
            Assert.False((bool)schema["additionalProperties"]!);
            foreach (var key in table.Keys.Where(k => k.Object is not null))
                AssertSame(key.Object!, schema["properties"]![key.Name]!.AsObject());
        }
    }

    /// <summary>docs/verify.md names every key.</summary>
    [Fact]
    public void Document_NamesEveryKey()
    {
        var text = File.ReadAllText(Repo.Path("docs", "verify.md"));
        var missing = VerifyKeys
            .Kinds.Values.SelectMany(All)
            .Select(k => k.Name)
            .Distinct()
            .Where(k => !text.Contains($"`{k}`", StringComparison.Ordinal));
        Assert.Empty(missing);

        static IEnumerable<VerifyKey> All(VerifyTable table) =>
            table.Keys.SelectMany(k => k.Object is null ? [k] : All(k.Object).Prepend(k));
    }

    private static ResourceState Resource(string type, string name, string id, params (string Key, PropertyValue Value)[] outputs) =>
        new()
        {
            Urn = Urn.Create("dev", "shop", null, type, name).ToString(),
            Type = type,
            Id = id,
            Outputs = PropertyObject.Of(outputs),
        };
}
