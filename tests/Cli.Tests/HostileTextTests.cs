namespace Cli_Tests;

/// <summary>Names of a license reach terminals and the logs of pipelines as text, and as nothing else.</summary>
public class HostileTextTests
{
    private const string Hostile = "x\\u001b[2J\\u0007\\n::error::gone\\u202e##[error]y";

    [Theory]
    [InlineData("preview")]
    [InlineData("up", "--yes")]
    [InlineData("refresh", "--yes")]
    [InlineData("routes")]
    [InlineData("routes", "test", "--url", "https://example.com/")]
    [InlineData("wait")]
    [InlineData("destroy", "--yes")]
    public async Task Command_LicenseHasHostileNames_WritesPlainLines(params string[] arguments)
    {
        await using var command = await CommandHarness.StartAsync(
            $$"""
            {"groups":[{"id":7,"name":"{{Hostile}}"}],
             "auto_accesses":[{"id":"r","description":"{{Hostile}}","access":{"groups":[7]},
             "conditions":{"url":{"values":[{"value":"{{Hostile}}"}] } } }] }
            """
        );
        command.Write(
            $$"""
              team:
                type: livechat:Group
                properties: { name: "{{Hostile}}", agentPriorities: { nobody@example.com: normal } }
              tag:
                type: livechat:Tag
                properties: { name: "{{Hostile}}tag" }
            """,
            $$"""
            outputs: { shown: "{{Hostile}}" }
            """
        );
        if (arguments[0] is not ("preview" or "routes"))
        {
            command.Write($"  tag:\n    type: livechat:Tag\n    properties: {{ name: \"{Hostile}tag\" }}");
            await command.RunAsync("up", "--yes");
        }

        var (_, output, errors) = await command.RunAsync(arguments);

        if (arguments is ["routes"])
            Assert.Contains("\\u001b[2J", output + errors, StringComparison.Ordinal);
        foreach (var line in (output + errors).Split('\n'))
        {
            Assert.DoesNotContain(line, c => (char.IsControl(c) && c != '\t') || c == '\u202e');
            Assert.False(line.TrimStart().StartsWith("::", StringComparison.Ordinal), line);
            Assert.DoesNotContain("##[", line, StringComparison.Ordinal);
        }
    }
}
