using System.Text;
using LocalEngine.Projects;
using LocalEngine.Yaml;
using TestSupport;

namespace LocalEngine_Tests.Yaml;

/// <summary>docs/yaml.md says of each key what the tables of the code say. LIVECHAT_WRITE_DOCS=1 writes it.</summary>
public class DocumentTests
{
    private static readonly (string Title, KeyTable Table)[] Tables =
    [
        ("Pulumi.yaml", FileKeys.Project),
        ("Main.yaml", FileKeys.Program),
        ("config, configuration: a declaration", FileKeys.Declaration),
        ("options of the project", FileKeys.ProjectOptions),
        ("backend", FileKeys.Backend),
        ("runtime", FileKeys.Runtime),
        ("plugins", FileKeys.Plugins),
        ("plugins.providers", FileKeys.Plugin),
        ("A resource", ProgramKeys.Resource),
        ("options of a resource", ProgramKeys.Options),
        ("customTimeouts", ProgramKeys.Timeouts),
        ("get", ProgramKeys.Get),
        ("Builtins (`fn::name`, or `Fn::Name`)", ProgramKeys.Functions),
        ("fn::invoke", ProgramKeys.Invoke),
        ("options of fn::invoke", ProgramKeys.InvokeOptions),
        ("${pulumi}", ProgramKeys.Pulumi),
        ("Pulumi.&lt;stack&gt;.yaml", FileKeys.Stack),
    ];

    [Fact]
    public void Tables_AsTheDocumentHasThem_AreThoseOfTheCode()
    {
        var path = Repo.Path("docs", "yaml.md");
        var (before, _) = Split(File.ReadAllText(path));
        var expected = before + Written();
        if (Environment.GetEnvironmentVariable("LIVECHAT_WRITE_DOCS") == "1")
            File.WriteAllText(path, expected);
        Assert.Equal(expected, File.ReadAllText(path));
    }

    /// <summary>No key that Pulumi has is missing: the fields of its project, its stack file, its resources and their options.</summary>
    [Theory]
    [InlineData(
        "Pulumi.yaml",
        "name runtime description author website license main config stackConfigDir backend options template plugins packages "
            + "requiredPulumiVersion configuration variables resources outputs components"
    )]
    [InlineData("A resource", "type name defaultProvider properties options get")]
    [InlineData(
        "options of a resource",
        "additionalSecretOutputs aliases customTimeouts deleteBeforeReplace dependsOn ignoreChanges import parent protect "
            + "provider providers version pluginDownloadURL replaceOnChanges retainOnDelete deletedWith hideDiffs "
            + "replaceWith hooks envVarMappings replacementTrigger"
    )]
    [InlineData(
        "Builtins (`fn::name`, or `Fn::Name`)",
        "invoke join toJSON toBase64 fromBase64 select split stackReference assetArchive secret readFile stringAsset fileAsset remoteAsset "
            + "fileArchive remoteArchive"
    )]
    [InlineData("Pulumi.&lt;stack&gt;.yaml", "config encryptionsalt encryptedkey secretsprovider environment")]
    public void Table_OfAPlace_HasEveryKeyOfPulumi(string title, string keys) =>
        Assert.Empty(keys.Split(' ').Except(Tables.Single(t => t.Title == title).Table.Keys.Select(k => k.Name)));

    private static (string Before, string After) Split(string text)
    {
        var at = text.IndexOf("\n## ", StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[at..]);
    }

    private static string Written()
    {
        var text = new StringBuilder();
        foreach (var (title, table) in Tables)
        {
            text.Append("\n## ").Append(title).Append("\n\n| key | here | |\n|---|---|---|\n");
            foreach (var key in table.Keys)
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{key.Name}` | {Word(key.Use)} | {key.Text} |\n");
        }

        return text.ToString();
    }

    private static string Word(KeyUse use) =>
        use switch
        {
            KeyUse.Works => "works",
            KeyUse.Describes => "taken, without an effect",
            KeyUse.Warned => "warning: has no effect here",
            KeyUse.Refused => "refused",
            _ => "refused, as by Pulumi",
        };
}
