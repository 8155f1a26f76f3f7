using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Writing;
using PluginProtocol.Values;

namespace Export_Tests;

/// <summary>A license as a component: what differs between its stacks are arguments.</summary>
public class ComponentTests
{
    [Fact]
    public void Write_SmallLicense_HasOneClassAndItsArguments()
    {
        var files = Written([
            Given.Group(1, "Sales"),
            Given.Tag("vip", 1),
            CSharpEdits.Agent("Ann", "Clerk"),
            CSharpEdits.Agent("Bob", "Clerk"),
            Given.Of("Agent", "guest@other.org", "Guest", ("email", PropertyValue.Of("guest@other.org"))),
            Webhook("https://a.example.com/hook"),
        ]);
        Assert.Equal(["License.cs", "LicenseArgs.cs", "Program.cs", "Pulumi.yaml", "Shop.csproj"], files.Keys);
        Assert.Contains(
            """
            var groupSales = new LiveChat.Group("group-sales", new() { Name = "Sales" }, new() { Parent = this });
            """.Trim(),
            files["License.cs"],
            StringComparison.Ordinal
        );
        Assert.Contains(": base(\"shop:index:License\", name, options)", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("Email = $\"ann@{emailDomain}\"", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("Email = $\"bob@{emailDomain}\"", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("Email = \"guest@other.org\"", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("Url = webhookTagsUrl", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("SecretKey = webhookTagsSecretKey", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("public required string EmailDomain { get; init; }", files["LicenseArgs.cs"], StringComparison.Ordinal);
        Assert.Contains(
            "public required Output<string> WebhookTagsSecretKey { get; init; }",
            files["LicenseArgs.cs"],
            StringComparison.Ordinal
        );
        Assert.Contains("EmailDomain = config.Require(\"emailDomain\"),", files["Program.cs"], StringComparison.Ordinal);
        Assert.Contains(
            "WebhookTagsSecretKey = config.RequireSecret(\"webhookTagsSecretKey\"),",
            files["Program.cs"],
            StringComparison.Ordinal
        );
        Assert.Empty(CSharpMergeTests.NameFaults([.. Code(files), StandIn]));
    }

    [Fact]
    public void Write_LargeLicense_HasAFileForEachType()
    {
        var files = Written([.. CSharpMergeTests.Many(60), Webhook("https://a.example.com/hook")]);
        Assert.Contains("License.Webhook.cs", files.Keys);
        Assert.Contains("        emailDomain = args.EmailDomain;", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("private readonly string emailDomain;", files["License.cs"], StringComparison.Ordinal);
        Assert.Contains("        DeclareWebhook();\n", files["License.cs"], StringComparison.Ordinal);
        Assert.Empty(CSharpMergeTests.NameFaults([.. Code(files), StandIn]));
        Assert.All(
            string.Concat(Code(files)).Split(';').Where(s => s.Contains("new LiveChat.", StringComparison.Ordinal)),
            s => Assert.EndsWith("}, new() { Parent = this })", s, StringComparison.Ordinal)
        );
    }

    /// <summary>A key that a setting or a variable has already is not given twice.</summary>
    [Fact]
    public void Of_NamesAreTaken_TakesOthers()
    {
        var license = Given.Build(Given.Group(1, "x"), CSharpEdits.Agent("Ann", "Clerk"));
        var taken = license.Objects.Select(o => o.Type.EndsWith(":Group", StringComparison.Ordinal) ? o with { Name = "email-domain" } : o);
        var component = ComponentParameters.Of(license with { Objects = [.. taken] }, "shop");
        Assert.Equal("emailDomain2", Assert.Single(component.Settings).Key);
    }

    [Fact]
    public void Of_NobodyHasAnAddress_HasNoDomain() =>
        Assert.Empty(ComponentParameters.Of(Given.Build(Given.Group(1, "a@b@c")), "shop").Settings);

    /// <summary>Of the SDK, what a component takes its own members from.</summary>
    private const string StandIn = """
        namespace Pulumi
        {
            public class ComponentResourceOptions;

            public class ComponentResource(string type, string name, ComponentResourceOptions? options)
            {
                protected void RegisterOutputs() { }
            }
        }
        """;

    private static IReadOnlyDictionary<string, string> Written(ReadObject[] objects) =>
        new CSharpComponentWriter(Given.Schema).Write(
            ComponentParameters.Of(Given.Build(objects), "shop"),
            new ProgramProject("shop", "A license.")
        );

    private static IEnumerable<string> Code(IReadOnlyDictionary<string, string> files) =>
        files.Where(f => f.Key.EndsWith(".cs", StringComparison.Ordinal)).Select(f => f.Value);

    private static ReadObject Webhook(string url) =>
        Given.Of(
            "Webhook",
            "w1",
            "Tags",
            ("action", PropertyValue.Of("tag_created")),
            ("url", PropertyValue.Of(url)),
            ("secretKey", PropertyValue.Secret(PropertyValue.Of("very secret")))
        );
}
