using LiveChatPulumi.Cli.Fleets;
using LocalEngine;
using TestSupport;

namespace Cli_Tests;

/// <summary>licenses.yaml: what it may say, and what is said of mistakes.</summary>
public class FleetFileTests
{
    [Fact]
    public void Load_AFileThatIsRight_HasItsLicenses()
    {
        var fleet = Load(
            """
            atOnce: 3
            licenses:
              - { name: one, stack: a }
              - name: two
                project: brands/two
                stack: prod
                env: { LIVECHAT_ACCOUNT_ID: TWO_ACCOUNT, LIVECHAT_PERSONAL_ACCESS_TOKEN: TWO_PAT }
                config: { livechat:licenseId: TWO_LICENSE, eventsSecret: TWO_EVENTS }
            """
        );
        Assert.Equal(3, fleet.AtOnce);
        Assert.Equal(["one", "two"], fleet.Licenses.Select(l => l.Name));
        var two = fleet.Licenses[1];
        Assert.Equal(Path.Combine(Path.GetDirectoryName(fleet.Path)!, "brands", "two"), two.Folder);
        Assert.Equal(("prod", "licenses.yaml:4"), (two.Stack, two.Place));
        Assert.Equal("TWO_PAT", two.Environment["LIVECHAT_PERSONAL_ACCESS_TOKEN"]);
        Assert.Equal("TWO_LICENSE", two.Config["livechat:licenseId"]);
    }

    [Theory]
    [InlineData("{}", "1:1: licenses must be a list")]
    [InlineData("licenses: []", "1:11: licenses must be a list")]
    [InlineData("licences: []", "1:1: 'licences' of the file is no key of this file; did you mean 'licenses'?")]
    [InlineData("licenses: [{ name: a, stak: b }]", "1:23: 'stak' of a license is no key of a license; did you mean 'stack'?")]
    [InlineData("licenses: [{ stack: b }]", "1:12: a license must have a name")]
    [InlineData("licenses: [{ name: a }]", "1:12: 'a' has no stack")]
    [InlineData("licenses: [{ name: A B, stack: b }]", "1:20: a name may have small letters")]
    [InlineData("licenses: [{ name: a, stack: a/b }]", "1:30: a stack's name may have")]
    [InlineData("licenses: [{ name: a, stack: b }, { name: a, stack: c }]", "licenses.yaml:1: the name 'a' is there already")]
    [InlineData("licenses: [{ name: a, stack: b }, { name: c, stack: b }]", "licenses.yaml:1: the stack 'b' of ")]
    [InlineData("licenses: [{ name: a, stack: b }]\natOnce: 0", "2:9: atOnce must be a number from 1 to 64")]
    [InlineData("licenses: [{ name: a, stack: b, env: { LIVECHAT_ACCESS_TOKEN: dal:s3cr3t } }]", "must be the name of a variable")]
    [InlineData("licenses: [{ name: a, stack: b, config: { livechat:accessToken: s3cr3t } }]", "must be the name of a variable")]
    [InlineData("licenses: [{ name: a, stack: b, env: { s3cr3t: A } }]", "a key of env must be a variable")]
    public void Load_AMistake_IsNamedWithItsPlaceAndWithoutWhatMayBeASecret(string text, string expected)
    {
        var message = Assert.Throws<EngineException>(() => Load(text)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith("licenses.yaml:", message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_NamesNoLicense_IsHelped()
    {
        await using var command = await CommandHarness.StartAsync();
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, FleetFile.DefaultName),
            "licenses: [{ name: brand-a, stack: a }, { name: brand-b, stack: b }]"
        );
        var (code, _, errors) = await command.RunFleetAsync("preview", "--only", "brandb");
        Assert.Equal(1, code);
        Assert.Contains("'brandb' is no license of licenses.yaml; did you mean 'brand-b'?", errors, StringComparison.Ordinal);
        (_, _, errors) = await command.RunFleetAsync("preview", "--stack", "a");
        Assert.Contains("name a license with --only", errors, StringComparison.Ordinal);
        (_, _, errors) = await command.RunFleetAsync("preview", "--file", "other.yaml");
        Assert.Contains("There is no file", errors, StringComparison.Ordinal);
    }

    private static Fleet Load(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(FleetFile.DefaultName);
        File.WriteAllText(path, text);
        return FleetFile.Load(path);
    }
}
