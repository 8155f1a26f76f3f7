using LiveChatPulumi.Cli.Events;
using TestSupport;

namespace Cli_Tests;

/// <summary>What livechat events register prints for C# is compiled, in tests/ListedProgram, and applies as it is.</summary>
public class RegisterTests
{
    private const string Url = "https://hooks.example.com/${livechat}?a=\"b\"";

    [Fact]
    public async Task Register_ForCSharp_PrintsWhatIsCompiledAndApplies()
    {
        await using var command = await CommandHarness.StartAsync();
        var printed = await command.SucceedAsync("events", "register", "--url", Url, "--language", "csharp");
        var source = await File.ReadAllLinesAsync(Repo.Path("tests", "ListedProgram", "RegisteredEvents.cs"));
        var compiled = source.Skip(8).SkipLast(2).Select(l => l.Length > 8 ? l[8..] : l);
        Assert.Equal(compiled, printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        command.WriteListed("{}");
        command.Environment["REGISTERED_EVENTS"] = "1";
        command.Environment["LIVECHAT_OWNER_CLIENT_ID"] = "emulator-client";
        await command.SucceedAsync("config", "set", "--secret", "eventsSecret", "0123456789abcdef");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var webhooks = command.Dump()["webhooks"]!.AsArray();
        Assert.Equal(EventRecord.Actions, webhooks.Select(w => (string)w!["action"]!).Order(StringComparer.Ordinal));
        Assert.All(webhooks, w => Assert.Equal(("0123456789abcdef", Url), ((string)w!["secret_key"]!, (string)w["url"]!)));
    }
}
