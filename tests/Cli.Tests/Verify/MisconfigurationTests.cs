using LiveChatPulumi.Cli.Verify;
using TestSupport;

namespace Cli_Tests.Verify;

/// <summary>livechat verify finds what was configured wrongly, however late customers see it, and nothing where all is right.</summary>
public class MisconfigurationTests
{
    private const string Chat = "a chat";
    private const string Client = "\"owner_client_id\":\"emulator-client\"";

    /// <summary>Mistakes that somebody makes, and the check that has to find each.</summary>
    private static readonly Dictionary<string, (string Check, Func<VerifiedLicense, Task> Make)> Mistakes = new(StringComparer.Ordinal)
    {
        ["the order of two rules is swapped"] = ("vip pricing", Call("update_auto_access", """{"id":"r1","next_id":"r3"}""")),
        ["a rule is deleted"] = ("vip pricing", Call("delete_auto_access", """{"id":"r1"}""")),
        ["a rule leads to another group"] = ("pricing", Call("update_auto_access", """{"id":"r2","access":{"groups":[2]}}""")),
        ["the address of a rule is misspelt"] = ("pricing", Rule("r2", """{"url":{"values":[{"value":"/princing"}]}}""")),
        ["a rule wants the whole address"] = (
            "pricing page with a query",
            Rule("r2", """{"url":{"values":[{"value":"https://example.com/pricing","exact_match":true}]}}""")
        ),
        ["a rule takes a part of the address"] = (
            "contact in another folder",
            Rule("r4", """{"url":{"values":[{"value":"https://example.com/contact"}]}}""")
        ),
        ["a rule has another domain"] = ("help", Rule("r3", """{"domain":{"values":[{"value":"support.example.com"}]}}""")),
        ["a rule excludes what it should find"] = ("help", Rule("r3", """{"domain":{"exclude_values":[{"value":"help.example.com"}]}}""")),
        ["a rule is for one country alone"] = (
            "pricing",
            Rule("r2", """{"url":{"values":[{"value":"/pricing"}]},"geolocation":{"values":[{"country_code":"PL"}]}}""")
        ),
        ["a rule that catches all is in front"] = (
            "elsewhere",
            Call("add_auto_access", """{"access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"http"}]}},"next_id":"r1"}""")
        ),
        ["a rule has a group in front of the right one"] = (
            "contact",
            Call("update_auto_access", """{"id":"r4","access":{"groups":[1,2]}}""")
        ),
        ["a group is deleted"] = ("3", Call("delete_group", """{"id":3}""")),
        ["a group that should not be there is there"] = ("9", NineGroupsAsync),
        ["a group is without agents"] = ("1", Call("update_group", """{"id":1,"agent_priorities":{}}""")),
        ["an agent has a wrong priority"] = (
            "pricing",
            Call("update_group", """{"id":1,"agent_priorities":{"ann@example.com":"last","ben@example.com":"normal"}}""")
        ),
        ["the only agent of a group supervises it"] = (
            "2",
            Call("update_group", """{"id":2,"agent_priorities":{"cat@example.com":"supervisor"}}""")
        ),
        ["a bot is out of its group"] = ("vip pricing", Call("update_bot", """{"id":"bot1","groups":[{"id":0,"priority":"normal"}]}""")),
        ["a bot is behind people"] = ("vip pricing", Call("update_bot", """{"id":"bot1","groups":[{"id":3,"priority":"last"}]}""")),
        ["a bot is deleted"] = ("vip pricing", Call("delete_bot", """{"id":"bot1"}""")),
        ["a bot answers where people should"] = ("pricing", Call("update_bot", """{"id":"bot1","groups":[{"id":1,"priority":"first"}]}""")),
        ["an agent is suspended"] = ("help", Call("suspend_agent", """{"id":"cat@example.com"}""")),
        ["an agent is deleted"] = ("help", Call("delete_agent", """{"id":"cat@example.com"}""")),
        ["an agent does not accept chats"] = (
            "2",
            Call("update_agent", """{"id":"cat@example.com","login_status":"not accepting chats"}""")
        ),
        ["working hours exclude now"] = ("help", Hours("cat@example.com", "monday", "12:00")),
        ["working hours include now"] = ("the page of the night", Hours("nia@example.com", "monday", "09:00")),
        ["working hours are of another day"] = ("pricing", Hours("ann@example.com", "tuesday", "08:00")),
        ["an agent may have no chat"] = ("pricing", Call("update_agent", """{"id":"ann@example.com","max_chats_count":0}""")),
        ["a property is without customer read"] = ("tier", l => AccessAsync(l, "tier", """{"agent":["read","write"]}""", "gold")),
        ["a property shows what should be hidden"] = (
            "hidden",
            l => AccessAsync(l, "hidden", """{"agent":["read","write"],"customer":["read"]}""", "x")
        ),
        ["a property has another value"] = (
            "tier",
            Call("update_license_properties", """{"properties":{"emulator-client":{"tier":"silver"}}}""")
        ),
        ["a property has no value"] = ("tier", Call("delete_license_properties", """{"properties":{"emulator-client":["tier"]}}""")),
        ["a group's property has another value"] = (
            "motto of group 1",
            Call("update_group_properties", """{"group_id":1,"properties":{"emulator-client":{"motto":"We do not"}}}""")
        ),
        ["a form is off"] = ("form of sales", Forms("[]")),
        ["a form has other fields"] = (
            "form of sales",
            Forms("""[{"group_id":1,"type":"prechat","form":{"id":"f","fields":[{"id":"b","type":"name","label":"Name"}]}}]""")
        ),
        ["a form is on"] = ("form after help", Forms("""[{"group_id":2,"type":"postchat","form":{"id":"f","fields":[]}}]""")),
        ["a form offers another group"] = (
            "form of anybody",
            Forms(
                """
                [{"group_id":0,"type":"prechat","form":{"id":"f","fields":[{"id":"a","type":"name","label":"Name"},
                  {"id":"b","type":"group_chooser","label":"Team","options":[{"value":"Sales"},{"value":"VIP"}]}]}}]
                """
            )
        ),
        ["webhooks are off"] = (Chat, Call("disable_license_webhooks", $$"""{{{Client}}}""")),
        ["a webhook has another secret"] = (Chat, l => HookAsync(l, "incoming_chat", "another secret of 2025")),
        ["a webhook is of another action"] = (Chat, l => HookAsync(l, "incoming_event", VerifiedLicense.Secret)),
        ["a webhook is gone"] = (Chat, UnregisterAsync),
        ["a webhook is for one agent's chats"] = (
            Chat,
            l => HookAsync(l, "incoming_chat", VerifiedLicense.Secret, ",\"filters\":{\"only_my_chats\":true}")
        ),
        ["customers cannot set a property of chats"] = (Chat, l => NoteAsync(l, """{"customer":["read"]}""")),
        ["customers cannot read a property of chats"] = (Chat, l => NoteAsync(l, """{"customer":["write"]}""")),
        ["another agent takes the chat"] = (
            Chat,
            Call("update_group", """{"id":1,"agent_priorities":{"ann@example.com":"last","ben@example.com":"first"}}""")
        ),
        ["the chat goes to another group"] = (Chat, Call("update_auto_access", """{"id":"r2","access":{"groups":[2]}}""")),
        ["nobody takes the chat"] = (Chat, Call("update_group", """{"id":1,"agent_priorities":{}}""")),
    };

    public static TheoryData<string> Names => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Verify_LicenseWithAMistake_FindsItWhateverTheLag(string name)
    {
        // From 0 to 90 seconds, another for each mistake.
        var lag = Mistakes.Keys.ToList().IndexOf(name) * 37 % 91;
        await using var license = await VerifiedLicense.StartAsync(lag);
        var (check, make) = Mistakes[name];
        await make(license);
        var isChat = check == Chat;

        // All others of the file have a test of their own, and come along in the long form.
        var checks = VerifiedLicense.Checks + (isChat ? VerifiedLicense.Chat : "");
        var results = await license.VerifyAsync(checks, allowChats: isChat, only: LongForms.Wanted ? null : check);
        var found = Assert.Single(results, r => r.Check.Name == check);
        Assert.True(found.Verdict == CheckVerdict.Wrong, $"{found.Word}: {string.Join("; ", found.Notes)}");
        Assert.DoesNotContain(results, r => r.Verdict is CheckVerdict.Failed or CheckVerdict.NotYet);
        Assert.All(found.Mismatches, m => Assert.True(m.Remedy.Length > 0 && m.Seen.Length > 0));
        Assert.All(license.Chats, c => Assert.False((bool)c!["threads"]!.AsArray()[^1]!["active"]!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(45)]
    [InlineData(90)]
    public async Task Verify_RightLicense_FindsNothing(int lag)
    {
        await using var license = await VerifiedLicense.StartAsync(lag);
        var results = await license.VerifyAsync(VerifiedLicense.Checks + VerifiedLicense.Chat, allowChats: true);
        Assert.All(
            results,
            r =>
                Assert.True(
                    r.Verdict == CheckVerdict.Holds,
                    $"{r.Check.Name}: {string.Join("; ", r.Mismatches)} {string.Join("; ", r.Notes)}"
                )
        );
        Assert.Empty(license.Warnings);
    }

    [Fact]
    public async Task Verify_MistakeThatWasMended_IsNotYetUntilCustomersSeeIt()
    {
        await using var license = await VerifiedLicense.StartAsync(lagSeconds: 60);
        await license.CallAsync("update_auto_access", """{"id":"r1","next_id":"r3"}""");
        license.Emulator.Control("clock", new() { ["advanceSeconds"] = 61 });
        await license.CallAsync("update_auto_access", """{"id":"r1","next_id":"r2"}""");
        var results = await license.VerifyAsync(VerifiedLicense.Checks);
        Assert.All(results, r => Assert.Equal(CheckVerdict.Holds, r.Verdict));
        var shown = license.Shown.Where(r => r.Check.Name == "vip pricing").Select(r => r.Verdict).ToList();
        Assert.Equal(CheckVerdict.NotYet, shown[0]);
        Assert.DoesNotContain(CheckVerdict.Wrong, shown);
    }

    [Fact]
    public async Task Verify_Quick_BelievesWhatHoldsAtOnce()
    {
        await using var license = await VerifiedLicense.StartAsync();
        var before = license.Time.GetUtcNow();
        Assert.All(await license.VerifyAsync(VerifiedLicense.Checks, quick: true), r => Assert.Equal(CheckVerdict.Holds, r.Verdict));
        Assert.Equal(before, license.Time.GetUtcNow());
    }

    private static Func<VerifiedLicense, Task> Call(string method, string body) => license => license.CallAsync(method, body);

    private static Func<VerifiedLicense, Task> Rule(string id, string conditions) =>
        Call("update_auto_access", $$"""{"id":"{{id}}","conditions":{{conditions}}}""");

    private static Func<VerifiedLicense, Task> Hours(string agent, string day, string start) =>
        Call(
            "update_agent",
            $$$"""
            {"id":"{{{agent}}}","work_scheduler":{"timezone":"UTC",
             "schedule":[{"day":"{{{day}}}","enabled":true,"start":"{{{start}}}","end":"18:00"}]}}
            """
        );

    private static Func<VerifiedLicense, Task> Forms(string forms) =>
        license =>
        {
            license.SeedForms(forms);
            return Task.CompletedTask;
        };

    private static async Task NineGroupsAsync(VerifiedLicense license)
    {
        for (var id = 5; id <= 9; id++)
            await license.CallAsync("create_group", $$$"""{"name":"Group {{{id}}}","agent_priorities":{}}""");
    }

    /// <summary>The access of a property is set when it is registered.</summary>
    private static async Task AccessAsync(VerifiedLicense license, string name, string access, string value)
    {
        await license.CallAsync("unregister_property", $"{{\"name\":\"{name}\",{Client}}}");
        await license.CallAsync(
            "register_property",
            $$$$"""{"name":"{{{{name}}}}",{{{{Client}}}},"type":"string","access":{"license":{{{{access}}}}}}"""
        );
        await license.CallAsync("update_license_properties", $$$$"""{"properties":{"emulator-client":{"{{{{name}}}}":"{{{{value}}}}"}}}""");
    }

    private static async Task NoteAsync(VerifiedLicense license, string access)
    {
        await license.CallAsync("unregister_property", $"{{\"name\":\"note\",{Client}}}");
        await license.CallAsync(
            "register_property",
            $$$$"""{"name":"note",{{{{Client}}}},"type":"string","access":{"chat":{{{{access}}}}}}"""
        );
    }

    private static async Task UnregisterAsync(VerifiedLicense license) =>
        await license.CallAsync("unregister_webhook", "{\"id\":\"" + await license.WebhookAsync() + "\"," + Client + "}");

    private static async Task HookAsync(VerifiedLicense license, string action, string secret, string more = "")
    {
        await UnregisterAsync(license);
        await license.CallAsync(
            "register_webhook",
            $$"""{"action":"{{action}}","secret_key":"{{secret}}","url":"{{license.HookAddress}}",{{Client}},"type":"license"{{more}}}"""
        );
    }
}
