using TestSupport;

namespace Cli_Tests;

/// <summary>
/// What docs/terminal.svg shows: make picture writes it anew, by TERMINAL_PICTURE. Each resource depends on the one before, so that its
/// rows have one order.
/// </summary>
public class TerminalPictureTests
{
    private const string Program = """
        name: shop
        runtime: yaml
        resources:
          returns:
            type: livechat:Group
            properties: { name: Returns desk, languageCode: en }
          rita:
            type: livechat:Agent
            properties:
              email: rita@example.com
              name: Rita
              jobTitle: Head of Returns
              maxChatsCount: 6
              groups: [{ groupId: "${returns.groupId}", priority: first }]
          ben:
            type: livechat:Agent
            properties:
              email: ben@example.com
              name: Ben
              groups: [{ groupId: "${returns.groupId}", priority: normal }]
            options: { dependsOn: ["${rita}"] }
          vip:
            type: livechat:Tag
            properties: { name: vip, groupIds: ["${returns.groupId}"] }
            options: { dependsOn: ["${ben}"] }
        """;

    private static readonly string Kept = Repo.Path("docs", "terminal.svg");

    [Fact]
    public async Task Picture_InTheReadme_IsWhatTheProgramPrints()
    {
        await using var command = await CommandHarness.StartAsync();
        var file = Path.Combine(command.ProjectFolder, "Pulumi.yaml");
        await File.WriteAllTextAsync(file, Program);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var next = Program
            .Replace("Head of Returns", "Head of Customer Care", StringComparison.Ordinal)
            .Replace("name: vip", "name: gold", StringComparison.Ordinal)
            .Replace("  ben:", "  bea:", StringComparison.Ordinal)
            .Replace("${ben}", "${bea}", StringComparison.Ordinal)
            .Replace("ben@example.com", "bea@example.com", StringComparison.Ordinal)
            .Replace("name: Ben", "name: Bea", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, next);
        var picture = TerminalPicture.Of("livechat preview", await command.SucceedAsync("preview", "--color", "always", "--parallel", "1"));
        if (Environment.GetEnvironmentVariable("TERMINAL_PICTURE") is { Length: > 0 } target)
            await File.WriteAllTextAsync(target, picture);
        Assert.True(await File.ReadAllTextAsync(Kept) == picture, $"docs/terminal.svg is stale: run make picture. It would be:\n{picture}");
    }
}
