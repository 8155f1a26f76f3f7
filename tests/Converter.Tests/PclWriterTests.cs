using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Pcl;
using PluginProtocol.Values;

namespace Converter_Tests;

/// <summary>What is written in Pulumi's own language is read by HCL's grammar as what the license has.</summary>
public class PclWriterTests
{
    private const string Type = "livechat:index:Thing";

    /// <summary>What a text can be made of to break out of its quotes, or to become a template.</summary>
    private static readonly string[] Parts =
    [
        "$",
        "%",
        "{",
        "}",
        "${",
        "%{",
        "$${",
        "%%{",
        "\"",
        "\\",
        "\\u0041",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u001b[31m",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\u00e9",
        "\ud83d\ude00",
        "\ud83c\udff4\udb40\udc67",
        "ab",
        "~",
        "'",
        "#",
        "//",
        "/*",
        "<<EOT",
        " ",
        "null",
        "${secret(",
        ")}",
    ];

    [Fact]
    public void Write_TextsOfAnyPieces_AreReadAsTheyAre()
    {
        var random = new Random(20);
        var texts = Enumerable
            .Range(0, 3000)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Parts[random.Next(Parts.Length)])))
            .Concat(Parts)
            .Append("")
            .Append(new string('x', 20_000) + "${")
            .ToList();
        var written = Write(Thing("thing", ("texts", new ProgramValue.Array([.. texts.Select(Text)]))));
        var read = Assert.IsType<HclList>(Assert.Single(HclReader.Read(written).Blocks).Body.Attributes["texts"]);
        Assert.Equal(texts, read.Items.Select(i => Assert.IsType<HclText>(i).Value));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-7, "-7")]
    [InlineData(12345678901, "12345678901")]
    [InlineData(0.1, "0.1")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e300, "1E+300")]
    public void Write_Number_IsReadAsItIs(double number, string written)
    {
        var text = Write(Thing("thing", ("number", new ProgramValue.Literal(PropertyValue.Of(number)))));
        Assert.Contains($"number = {written}\n", text, StringComparison.Ordinal);
        Assert.Equal(number, Assert.IsType<HclNumber>(HclReader.Read(text).Blocks[0].Body.Attributes["number"]).Value);
    }

    [Fact]
    public void Write_ValuesOfEveryKind_AreReadAsTheModelHasThem()
    {
        var keys = new[] { "plain", "true", "for", "a b", "1st", "${x}", "\"", "", "\u00fc" };
        var map = new ProgramValue.Map([.. keys.Select((k, i) => KeyValuePair.Create(k, (ProgramValue)Number(i)))]);
        var license = new ExportedLicense(
            [
                Thing("first", ("map", map), ("none", new ProgramValue.Array([])), ("nothing", new ProgramValue.Map([]))),
                Thing(
                    "second",
                    ("yes", new ProgramValue.Literal(PropertyValue.Of(true))),
                    ("from", new ProgramValue.Reference(Type, "first", "thingId", PropertyValue.Of(7))),
                    ("list", new ProgramValue.Array([map, new ProgramValue.Map([KeyValuePair.Create("in", (ProgramValue)Number(1))])])),
                    ("plain", new ProgramValue.OfSetting("owner")),
                    ("hidden", new ProgramValue.OfSetting("second-secret"))
                ),
            ],
            [
                new StackSetting("owner", SettingKind.Text, "Who \"owns\" it. ${no}") { Value = PropertyValue.Of("me ${here}") },
                new StackSetting("second-secret", SettingKind.Text, "") { Value = PropertyValue.Of("s3cret-value"), IsSecret = true },
                new StackSetting("limit", SettingKind.Number, "") { Value = PropertyValue.Of(3) },
                new StackSetting("switch", SettingKind.Boolean, ""),
            ]
        );
        var written = PclWriter.Write(license);
        Assert.DoesNotContain("s3cret-value", written, StringComparison.Ordinal);
        PclProgram.AssertIs(license, HclReader.Read(written));
        Assert.Contains("hidden = secret(secondSecret)\n", written, StringComparison.Ordinal);
        Assert.Contains("from = first.thingId\n", written, StringComparison.Ordinal);
    }

    /// <summary>
    /// Names of other programs, of the language and of generated ones; names that other languages do not tell apart; other scripts.
    /// </summary>
    [Fact]
    public void Write_HostileNames_GiveEachObjectAVariableOfItsOwn()
    {
        string[] names =
        [
            "secret",
            "livechat",
            "Pulumi",
            "config",
            "range",
            "null",
            "toJSON",
            "group-support",
            "groupSupport",
            "group_support",
            "GroupSupport",
            "group support",
            "1st",
            "-",
            "",
            "\u7fa4\u7d44",
            "\u7fa4\u7d45",
            "\u0633\u0644\u0627\u0645",
            "\ud83d\ude00",
            "a\"b",
            "a${b}",
            "a\nb",
            new string('x', 200),
            "object",
            "object2",
        ];
        var license = new ExportedLicense([.. names.Select(n => Thing(n, ("name", Text(n))))], []);
        var body = HclReader.Read(PclWriter.Write(license));
        PclProgram.AssertIs(license, body);
        var variables = body.Blocks.Select(b => b.Labels[0].Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()).ToList();
        Assert.Equal(names.Length, variables.Distinct().Count());
        Assert.Empty(variables.Intersect(["secret", "livechat", "pulumi", "config", "range", "null", "tojson"]));
    }

    [Fact]
    public void Write_NameThatCanStay_IsNotPushedAsideByOneThatCannot()
    {
        var license = new ExportedLicense([Thing("group support"), Thing("groupSupport")], []);
        var body = HclReader.Read(PclWriter.Write(license));
        Assert.Equal(["groupSupport2", "groupSupport"], body.Blocks.Select(b => b.Labels[0]));
        Assert.False(body.Blocks[1].Body.Attributes.ContainsKey(PclProgram.LogicalName));
    }

    [Theory]
    [InlineData("a = \"${b}\"\n")]
    [InlineData("a = \"%{ if b }\"\n")]
    [InlineData("a = \"$$${b}\"\n")]
    [InlineData("a = \"b\nc\"\n")]
    [InlineData("a = \"b\" c\n")]
    [InlineData("a = [1 2]\n")]
    [InlineData("r a {\n  b = 1\n")]
    [InlineData("r a { b = 1 }\n")]
    [InlineData("a = \"\\x\"\n")]
    public void Reader_OfTheTests_RefusesWhatIsNotOfTheGrammar(string text) => Assert.Throws<FormatException>(() => HclReader.Read(text));

    private static string Write(params ExportedObject[] objects) => PclWriter.Write(new ExportedLicense([.. objects], []));

    private static ProgramValue Text(string text) => new ProgramValue.Literal(PropertyValue.Of(text));

    private static ProgramValue Number(int number) => new ProgramValue.Literal(PropertyValue.Of(number));

    private static ExportedObject Thing(string name, params (string Name, ProgramValue Value)[] inputs) =>
        new(Type, name, "id of " + name, new ProgramValue.Map([.. inputs.Select(i => KeyValuePair.Create(i.Name, i.Value))]))
        {
            ReadInputs = PropertyObject.Empty,
            Outputs = PropertyObject.Empty,
        };
}
