namespace Cli_Tests;

/// <summary>Typical mistakes of somebody who is new, and what the command says of them.</summary>
public class FirstHourTests
{
    private const string Rule = """
        {"groups":[{"id":1,"name":"Empty"},{"id":2,"name":"Watched"}],
         "agents":[{"id":"sue@example.com","name":"Sue","groups":[{"id":2,"priority":"supervisor"}]}],
         "auto_accesses":[
          {"id":"r1","description":"shop","access":{"groups":[1,2]},"conditions":{"geolocation":{"values":[{"country":"Poland"}]}}},
          {"id":"r2","description":"odd","access":{"groups":[0]},"conditions":{"geolocation":{"values":[{"country":"Atlantis"}]}}}]}
        """;

    [Theory]
    [InlineData("--country-code", "POL", "--country-code POL: no country has that code; it has two letters, such as PL.")]
    [InlineData("--country-code", "Poland", "For a name there is --country.")]
    [InlineData("--country", "Polland", "no country has that name, and no rule names it; did you mean 'Poland'?")]
    [InlineData("--country", "PL", "For a code there is --country-code.")]
    [InlineData("--url", "notaurl", "--url notaurl: that is no address of a page")]
    public async Task RoutesTest_WhatIsNoCountryOrAddress_IsRefused(string option, string value, string told)
    {
        await using var command = await CommandHarness.StartAsync(Rule);
        var (code, _, errors) = await command.RunAsync("routes", "test", option, value);
        Assert.Equal(1, code);
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    /// <summary>A country that a rule names is taken, however it is spelled.</summary>
    [Theory]
    [InlineData("--country", "poland")]
    [InlineData("--country", "Atlantis")]
    [InlineData("--country-code", "pl")]
    [InlineData("--url", "example.com/pricing")]
    [InlineData("--url", "http://localhost:3000")]
    public async Task RoutesTest_CountryOrAddress_IsTaken(string option, string value)
    {
        await using var command = await CommandHarness.StartAsync(Rule);
        await command.SucceedAsync("routes", "test", option, value);
    }

    [Fact]
    public async Task RoutesTest_GroupWithoutAnyoneWhoGetsChats_SaysSo()
    {
        await using var command = await CommandHarness.StartAsync(Rule);
        var output = await command.SucceedAsync("routes", "test", "--country", "Poland");
        Assert.Contains("Nobody answers in Empty (1)", output, StringComparison.Ordinal);
        Assert.Contains("Nobody answers in Watched (2)", output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Nobody answers",
            await command.SucceedAsync("routes", "test", "--country", "Atlantis"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Emulate_WithoutASeed_PrintsWhatANewcomerNeeds()
    {
        await using var command = await CommandHarness.StartAsync();
        var (code, output, _) = await command.RunBareAsync(null, "emulate", "--stop-after", "0.01");
        Assert.Equal(0, code);
        var url = output.Split('\n')[0];
        Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal);
        Assert.Contains($"export LIVECHAT_API_URL={url}\n", output, StringComparison.Ordinal);
        Assert.Contains("export LIVECHAT_ACCESS_TOKEN=dal:emulator-token\n", output, StringComparison.Ordinal);
        Assert.Contains("export LIVECHAT_OWNER_CLIENT_ID=emulator-client\n", output, StringComparison.Ordinal);
        Assert.Contains("account emulator with the personal access token emulator-pat", output, StringComparison.Ordinal);
        Assert.Contains("--seed FILE", output, StringComparison.Ordinal);
        Assert.Contains("X-Emulator-Token: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"agnets":[]}""", "a seed has no key 'agnets'; there are: agents")]
    [InlineData("""{"agents":[{"id":"a@b.c","nmae":"A"}]}""", "an entry of agents has no key 'nmae'; there are: id")]
    [InlineData("""{"credentials":[{"tokn":"x"}]}""", "an entry of credentials has no key 'tokn'")]
    public async Task Emulate_SeedWithAMisspeltKey_IsRefused(string seed, string told)
    {
        await using var command = await CommandHarness.StartAsync();
        var file = Path.Combine(command.ProjectFolder, "seed.json");
        await File.WriteAllTextAsync(file, seed);
        var (code, _, errors) = await command.RunBareAsync(null, "emulate", "--stop-after", "0.01", "--seed", file);
        Assert.Equal(1, code);
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    /// <summary>What held before, and has to.</summary>
    [Theory]
    [InlineData("  a: { type: \"livechat:Agnet\", properties: { email: a@b.c } }", "Agnet; did you mean livechat:index:Agent?")]
    [InlineData("  g: { type: \"livechat:Group\", properties: { name: G }, options: { import: abc } }", "'abc' is not an id of group")]
    [InlineData("  a: { type: \"livechat:Agent\", properties: { name: A } }", "property email is required and missing")]
    public async Task Preview_Misspelt_IsToldInWords(string resources, string told)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(resources);
        var (code, output, errors) = await command.RunAsync("preview");
        Assert.Equal(1, code);
        Assert.Contains(told, output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("nil", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_ExpectNoChangesWithoutPreviewOnly_SaysThatTheNextOnePasses()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("""  vip: { type: "livechat:Group", properties: { name: vip } }""");
        await command.SucceedAsync("up", "--yes");
        command.Emulator.Control("seed", new System.Text.Json.Nodes.JsonObject());
        var (code, _, errors) = await command.RunAsync("refresh", "--yes", "--expect-no-changes");
        Assert.Equal(7, code);
        Assert.Contains("a check adds --preview-only", errors, StringComparison.Ordinal);
    }
}
