using LiveChatPulumi.Emulator;
using TestSupport;

namespace Conformance_;

/// <summary>
/// Every check for every resource, as the emulator is by default, and with each switch of an open question set to each
/// other value. A switch that no answer depended on while a check ran cannot change how it comes out: it is left out, and
/// the others are set together. The long form of the tests leaves out nothing, and sets each value alone.
/// </summary>
public class ConformanceTests
{
    /// <summary>A check that asks each question, so that no switch goes unused because nobody asks it any more.</summary>
    private static readonly Dictionary<string, (string Type, string Check)> Asked = ResourceCase
        .All.SelectMany(c => c.Server.Asks.Select(a => (Switch: a.Key, c.Type, Check: a.Value)))
        .ToDictionary(a => a.Switch, a => (a.Type, a.Check));

    /// <summary>Questions that no check comes to ask, and why.</summary>
    private static readonly Dictionary<string, string> NeverAsked = new()
    {
        ["unknownParameters"] = "the provider sends no parameter that the document lacks",
        ["updateGroupPriorities"] = "no example takes a member away; LifecycleTests does",
        ["unknownMember"] = "no example names somebody who is not there; ConfigurationResourceTests does",
        ["protectedTargets"] = "nothing that is protected is touched",
        ["updateTagWithoutGroups"] = "a tag always goes along with its groups",
        ["awaitingApprovalDefault"] = "the examples always say it",
        ["timezones"] = "every time zone of the examples exists",
        ["retryAfter"] = "nothing is refused for its rate",
        ["unknownNextId"] = "no rule goes before one that is gone",
        ["nextIdIsItself"] = "no rule goes before itself",
        ["unregisterPublished"] = "what is published stays",
        ["unregisteredValues"] = "no check deletes a definition that has values; RemadeTests does",
        ["publishAgain"] = "nothing is published twice",
        ["defaultValueChatOnly"] = "the example has access for licenses and groups",
        ["privateValuesWithPat"] = "the suite has no personal access token",
        ["emptyTexts"] = "no required text of the examples is empty",
        ["emptyMatch"] = "every condition of the examples has something to match",
        ["emptyRights"] = "every user of the examples has a right",
        ["emptyRuleGroups"] = "every rule of the examples has a group",
        ["impossibleRange"] = "the ranges of the examples hold numbers",
        ["webhookUrls"] = "the addresses of the examples are such",
        ["foreignOwner"] = "the client ids of the examples are the organization's",
        ["suspendedRequester"] = "the token's agent is not suspended",
        ["unsuspensionOfActive"] = "no resource asks for it",
        ["tagsOfOtherGroups"] = "the suite's token has all scopes; ReachTests has others",
        ["botsOfOthers"] = "the suite's token has all scopes; ReachTests has others",
        ["newAgentGroups"] = "the example names its groups",
    };

    public static TheoryData<string, string> ResourcesAndChecks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var c in ResourceCase.All)
            {
                foreach (var (name, check) in Checks.All)
                    if (check.AppliesTo?.Invoke(c) ?? true)
                        data.Add(c.Type, name);
            }

            return data;
        }
    }

    public static TheoryData<string> Types => InterruptionTests.Types;

    public static TheoryData<string> Questions => [.. Asked.Keys];

    [Theory]
    [MemberData(nameof(ResourcesAndChecks))]
    public async Task Resource_UnderEachAnswerToTheOpenQuestions_Conforms(string type, string check)
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await RunAsync(plugin, type, check);
        Assert.DoesNotContain(plugin.Emulator.Options.Consulted, NeverAsked.ContainsKey);
        var others = OtherValues(LongForms.Wanted ? EmulatorOptions.Switches.Keys : plugin.Emulator.Options.Consulted);
        foreach (var row in LongForms.Wanted ? others.Select(o => new[] { o }) : Rows(others))
        {
            await RunAsync(plugin, type, check, row);
            // One value may keep the license from asking for another: that one is tried alone.
            var unasked = row.ExceptBy(plugin.Emulator.Options.Consulted, o => o.Switch).ToList();
            foreach (var other in row.Length > 1 ? unasked : [])
                await RunAsync(plugin, type, check, other);
        }
    }

    private static List<(string Switch, string Value, int Place)> OtherValues(IEnumerable<string> switches) =>
        [.. switches.Order().SelectMany(s => EmulatorOptions.Switches[s].Skip(1).Select((v, i) => (s, v, i)))];

    /// <summary>All switches at their second value at once, then all that have one at their third, and so on.</summary>
    private static IEnumerable<(string Switch, string Value, int Place)[]> Rows(List<(string Switch, string Value, int Place)> others) =>
        others.GroupBy(o => o.Place).Select(g => g.ToArray());

    private static async Task RunAsync(PluginHarness plugin, string type, string check, params (string Switch, string Value, int)[] row)
    {
        var options = plugin.Emulator.Options;
        foreach (var (name, value, _) in row)
            options[name] = value;
        options.ForgetConsulted();
        try
        {
            await RunAsync(plugin, type, check);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"with {string.Join(", ", row.Select(r => $"{r.Switch}={r.Value}"))}: {e.Message}", e);
        }

        foreach (var (name, _, _) in row)
            options[name] = EmulatorOptions.Switches[name][0];
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Question_OfASwitch_IsAskedByItsCheck(string name)
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await RunAsync(plugin, Asked[name].Type, Asked[name].Check);
        Assert.Contains(name, plugin.Emulator.Options.Consulted);
    }

    [Fact]
    public void Question_EverySwitch_IsAskedOrSaidNotToBe() =>
        Assert.Equal(EmulatorOptions.Switches.Keys.Order(), Asked.Keys.Concat(NeverAsked.Keys).Order());

    /// <summary>A check that cannot be asked of a resource is in the resource's file, with the reason: none goes missing unseen.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Checks_ThatAResourceIsSparedFrom_AreThoseOfItsFile(string type)
    {
        var c = ResourceCase.Of(type);
        var left = Checks.All.Where(k => !(k.Value.AppliesTo?.Invoke(c) ?? true)).Select(k => k.Key);
        var interruptions = c.Server.Spared.Keys.Intersect(InterruptionTests.Sparable);
        Assert.Equal(c.Server.Spared.Keys.Order(), left.Concat(interruptions).Order());
        Assert.All(c.Server.Spared.Values, Assert.NotEmpty);
    }

    private static async Task RunAsync(PluginHarness plugin, string type, string check)
    {
        var c = ResourceCase.Of(type);
        await plugin.ResetAsync(c.Seed);
        await Checks.All[check].RunAsync(plugin, c);
    }
}
