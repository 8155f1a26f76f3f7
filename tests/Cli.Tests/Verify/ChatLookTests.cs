using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Verify;
using LocalEngine;

namespace Cli_Tests.Verify;

/// <summary>Chats of livechat verify: never without leave, and closed whatever happens.</summary>
public class ChatLookTests
{
    private const string Chat = "checks:" + VerifiedLicense.Chat;

    [Fact]
    public async Task Chat_WithoutLeave_IsSkippedAndNoneIsStarted()
    {
        await using var license = await VerifiedLicense.StartAsync();
        var result = Assert.Single(await license.VerifyAsync(Chat));
        Assert.Equal(CheckVerdict.Skipped, result.Verdict);
        Assert.Contains("--allow-chats", result.Notes[0], StringComparison.Ordinal);
        Assert.Empty(license.Chats);
    }

    [Fact]
    public async Task Chat_ThatAnAgentClosed_IsInOrder()
    {
        await using var license = await VerifiedLicense.StartAsync();
        license.Emulator.Control(
            "agents/script",
            (JsonObject)JsonNode.Parse("""{"id":"ann@example.com","greeting":[{"type":"message","text":"Hello"}]}""")!
        );
        var result = Assert.Single(await license.VerifyAsync(Chat, allowChats: true));
        Assert.Equal(CheckVerdict.Holds, result.Verdict);
        AssertClosed(license, 1);
    }

    [Theory]
    [InlineData("get_chat_threads", 1)]
    [InlineData("get_chat_threads", 20)]
    [InlineData("close_thread", 2)]
    public async Task Chat_CallsFail_IsClosedAllTheSame(string method, int count)
    {
        await using var license = await VerifiedLicense.StartAsync();
        Fault(license, method, "fail", count);
        await license.VerifyAsync(Chat, allowChats: true);
        AssertClosed(license, 1);
        Assert.Empty(license.Warnings);
    }

    [Fact]
    public async Task Chat_StartIsNotAnswered_IsFoundAndClosed()
    {
        await using var license = await VerifiedLicense.StartAsync();
        Fault(license, "start_chat", "drop-answer", 1);
        var result = Assert.Single(await license.VerifyAsync(Chat, allowChats: true));
        Assert.Equal(CheckVerdict.Failed, result.Verdict);
        AssertClosed(license, 1);
    }

    [Fact]
    public async Task Chat_CannotBeClosed_IsToldAtOnce()
    {
        await using var license = await VerifiedLicense.StartAsync();
        Fault(license, "close_thread", "fail", 50);
        var result = Assert.Single(await license.VerifyAsync(Chat, allowChats: true));
        Assert.Equal(CheckVerdict.Wrong, result.Verdict);
        Assert.Contains("Close it in LiveChat.", Assert.Single(license.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_CtrlC_IsClosedBeforeTheCommandEnds()
    {
        await using var license = await VerifiedLicense.StartAsync();
        using var stop = new CancellationTokenSource();

        // It waits for somebody who never comes, until somebody leaves.
        var checks = Chat.Replace("joinedBy: ann@example.com", "joinedBy: nobody@example.com", StringComparison.Ordinal)
            .Replace("within: 20", "within: 600", StringComparison.Ordinal);
        var verification = license.VerifyAsync(checks, allowChats: true, cancellationToken: stop.Token);
        await TestSupport.Within.EventuallyAsync(() => license.Chats.Count > 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verification);
        AssertClosed(license, 1);
    }

    [Fact]
    public async Task Chat_WebhookWithoutAReceiver_IsRefusedBeforeTheChat()
    {
        await using var license = await VerifiedLicense.StartAsync();
        var error = await Assert.ThrowsAsync<EngineException>(() => license.VerifyAsync(Chat, allowChats: true, receives: false));
        Assert.Contains("--receive", error.Message, StringComparison.Ordinal);
        Assert.Empty(license.Chats);
    }

    [Fact]
    public async Task Chat_WrongSecret_IsToldWithoutEitherSecret()
    {
        await using var license = await VerifiedLicense.StartAsync();
        var checks = Chat.Replace("secret: the secret of the webhook", "secret: another secret than that", StringComparison.Ordinal);
        var result = Assert.Single(await license.VerifyAsync(checks, allowChats: true));
        var text = string.Join('\n', VerifyText.Lines(new VerifyReport([result], [])));
        Assert.Contains("it came with another secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(VerifiedLicense.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("another secret than that", text, StringComparison.Ordinal);
    }

    private static void Fault(VerifiedLicense license, string method, string kind, int count) =>
        license.Emulator.Control(
            "faults",
            new JsonObject
            {
                ["kind"] = kind,
                ["method"] = method,
                ["count"] = count,
                ["type"] = "internal",
                ["message"] = "Internal error",
            }
        );

    private static void AssertClosed(VerifiedLicense license, int chats)
    {
        Assert.Equal(chats, license.Chats.Count);
        Assert.All(license.Chats, c => Assert.False((bool)c!["threads"]!.AsArray()[^1]!["active"]!));
    }
}
