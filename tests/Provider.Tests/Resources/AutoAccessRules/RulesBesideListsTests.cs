using System.Net;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using Moq;
using PluginProtocol.Values;
using TestSupport;
using static LiveChatPulumi_Provider_Tests.RuleApplies;
using static PluginHarness_.RuleLicense;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>
/// Lists of routing rules beside single rules and beside each other.
/// Rules of lists are small letters, single ones are 's', those of others capitals.
/// </summary>
public class RulesBesideListsTests
{
    /// <summary>What is added to the end goes before a list that stands last, whichever of the two comes first.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Up_SingleRulesBesideAListThatStandsLast_OneApplyIsEnough(bool listFirst)
    {
        await using var engine = await StartAsync("X");
        var list = Program("yz", placement: """{"at":"last"}""");
        if (listFirst)
            await ApplyAsync(engine, list, "Xyz");
        for (var n = 1; n < 5; n++)
        {
            var singles = Enumerable
                .Range(0, n)
                .Select(i => new Declared(
                    "AutoAccess",
                    $"single{i}",
                    PluginHarness.Parse(
                        """{"groupIds":[0],"description":"s","conditions":{"url":{"values":[{"value":"/NUMBER"}]}}}""".Replace(
                            "NUMBER",
                            $"{i}",
                            StringComparison.Ordinal
                        )
                    )
                ));
            await ApplyAsync(engine, n % 2 == 0 ? [.. singles, .. list] : [.. list, .. singles], "X" + new string('s', n) + "yz");
        }
    }

    /// <summary>
    /// Rules of the list that somebody deleted are not waited for, though this run makes rules as well;
    /// and they leave no mark on the single one.
    /// </summary>
    [Theory]
    [InlineData("", "", 3, 7)]
    [InlineData("routing", "", 3, 3)]
    [InlineData("", "single", 5, 5)]
    public async Task Up_SingleRuleBesideAListThatStandsLastAndIsGone_IsAddedAllTheSame(
        string singleAfter,
        string listAfter,
        int least,
        int most
    )
    {
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), TimeProvider.System)
        {
            Options = new()
            {
                PropagationBound = TimeSpan.FromSeconds(2),
                MarksLicense = false,
                ChecksNames = false,
            },
        };
        Seed(engine, "X");
        var list = Program("yz", placement: """{"at":"last"}""");
        await ApplyAsync(engine, list, "Xyz");
        foreach (var rule in "yz")
            await CallAsync(engine, "delete_auto_access", new JsonObject { ["id"] = Id(engine, rule) });
        var single = Single() with { After = singleAfter };
        engine.Emulator.Log.Clear();
        Assert.True(
            (await engine.UpAsync([.. list.Select(l => l with { After = listAfter }), single])).Succeeded,
            string.Join("\n", engine.Messages)
        );
        Assert.StartsWith("Xs", Order(engine), StringComparison.Ordinal);
        Assert.InRange(Calls(engine).Writes, least, most);
    }

    [Fact]
    public async Task Preview_SingleRuleBeforeARuleOfAList_IsRefused()
    {
        await using var engine = await StartAsync("");
        await ApplyAsync(engine, Program("ab"), "ab");
        var single = new Declared(
            "AutoAccess",
            "single",
            PluginHarness.Parse(
                """{"groupIds":[0],"conditions":{"url":{"values":[{"value":"/s"}]}},"nextId":"NEXT"}""".Replace(
                    "NEXT",
                    Id(engine, 'b'),
                    StringComparison.Ordinal
                )
            )
        );
        Assert.False((await engine.PreviewAsync([single, .. Program("ab")])).Succeeded);
        Assert.Contains(
            engine.Messages,
            m => m.Contains("belongs to AutoAccessRules 'routing': the rules of a list stand together", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Preview_SingleRuleBehindAWiderOne_IsPointedOut()
    {
        await using var engine = await StartAsync("XY");
        const string Inputs = """{"groupIds":[0],"conditions":{"url":{"values":[{"value":"/Y/more"}]}},"nextId":null}""";
        static Declared Rule(string next) =>
            new("AutoAccess", "single", PluginHarness.Parse(Inputs.Replace("null", next, StringComparison.Ordinal)));
        await engine.PreviewAsync([Rule("null")]);
        Assert.Contains(
            engine.Messages,
            m =>
                m.StartsWith("Warning", StringComparison.Ordinal)
                && m.Contains("can never match as the license's rules are now: the rule Y", StringComparison.Ordinal)
        );
        await engine.PreviewAsync([Rule("\"Y\"")]);
        Assert.DoesNotContain(engine.Messages, m => m.Contains("never match", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Up_TwoLists_StandAtTheirPlacesAndNotAtTheSame()
    {
        await using var engine = await StartAsync("XY");
        Declared Last(string order, string at) => Program(order, placement: $$"""{"at":"{{at}}"}""")[0] with { Name = "others" };
        await ApplyAsync(engine, [.. Program("abc"), Last("yz", "last")], "abcXYyz");
        await ApplyAsync(engine, [.. Program("cab"), Last("zy", "last")], "cabXYzy");
        Assert.False((await engine.PreviewAsync([.. Program("abc"), Last("yz", "first")])).Succeeded);
        Assert.Contains(
            engine.Messages,
            m => m.Contains("both want to stand first. Give one of them another placement", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Preview_RuleIsDeclaredByAListAndOnItsOwn_IsRefused()
    {
        await using var engine = await StartAsync("");
        var single = new Declared(
            "AutoAccess",
            "single",
            PluginHarness.Parse("""{"groupIds":[0],"description":"a","conditions":{"url":{"values":[{"value":"/a"}]}}}""")
        );
        Assert.True((await engine.UpAsync([single])).Succeeded);
        Assert.False((await engine.PreviewAsync([single, .. Import("rules", "a")])).Succeeded);
        Assert.Contains(
            engine.Messages,
            m =>
                m.Contains("is declared twice: by AutoAccessRules 'routing' and by AutoAccess 'single'", StringComparison.Ordinal)
                && m.Contains("pulumi state delete", StringComparison.Ordinal)
        );

        // Taken out of the program, the single rule leaves the state, and stays under the list.
        Assert.True((await engine.UpAsync(Import("rules", "a"))).Succeeded);
        Assert.Contains(engine.Messages, m => m.Contains("'routing' of this program has it now", StringComparison.Ordinal));
        Assert.Equal("a", Order(engine));
    }

    [Fact]
    public async Task Preview_ExclusiveListBesideASingleRule_IsRefused()
    {
        await using var engine = await StartAsync("");
        var single = Single();
        Assert.False((await engine.PreviewAsync([.. Program("ab", "exclusive"), single])).Succeeded);
        Assert.Contains(
            engine.Messages,
            m =>
                m.Contains(
                    "AutoAccessRules 'routing' is exclusive: "
                        + "it deletes rules that it does not declare, and with them those of AutoAccess 'single'",
                    StringComparison.Ordinal
                )
        );
        Assert.True((await engine.PreviewAsync([.. Program("ab"), single])).Succeeded);
    }

    /// <summary>
    /// A run that ends between the two leaves the single rule behind the list; the next one looks after it, though neither has changed.
    /// </summary>
    [Fact]
    public async Task Up_RunEndsBeforeAListThatStandsLastCouldFollow_NextUpPutsItBehind()
    {
        await using var engine = await StartAsync("X");
        var list = Program("yz", placement: """{"at":"last"}""");
        await ApplyAsync(engine, list, "Xyz");
        List<Declared> program =
        [
            Single(),
            new("Tag", "between", PluginHarness.Parse("""{"name":"between"}""")) { After = "single" },
            .. list.Select(l => l with { After = "between" }),
        ];
        engine.Between = async (request, send) =>
            request.RequestUri!.AbsolutePath.EndsWith("create_tag", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.BadRequest)
                {
                    Content = new StringContent("""{"error":{"type":"validation","message":"refused"}}"""),
                }
                : await send();
        Assert.False((await engine.UpAsync(program)).Succeeded);
        Assert.Equal("Xyzs", Order(engine));
        engine.Between = null;
        await ApplyAsync(engine, program, "Xsyz");
    }

    /// <summary>
    /// The list waits for the create and then reads a license that may lag: only the run itself can tell that there is one rule more.
    /// </summary>
    [Fact]
    public async Task SendCreateAsync_WhenItEnds_TheRunKnowsOfTheRule()
    {
        using var home = new TemporaryFolder();
        using var log = new EngineLog();
        var api = new Mock<IConfigurationApi>();
        api.Setup(a => a.CallAsync(ApiActions.AddAutoAccess, It.IsAny<JsonObject>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new JsonObject { ["id"] = "new" });
        using var session = new ProviderRun(
            api.Object,
            new WriteJournal(home.Path, new JournalOwner("1", true, ""), TimeProvider.System),
            TimeProvider.System,
            log,
            new RunOptions()
        );
        var resource = new AutoAccessResource();
        await resource.SendCreateAsync(session, Single().Inputs, default);
        Assert.Contains("new", session.Ledger.NewIds(resource.Spec.Token));
    }

    /// <summary>The run learns that a text is a secret when it comes to the resource that says so, maybe after a list of rules.</summary>
    [Fact]
    public async Task Preview_DescriptionOfAnotherRuleIsASecret_IsNotShown()
    {
        await using var engine = await StartAsync("");
        var hidden = Single() with { Inputs = Single().Inputs.With("description", PropertyValue.Secret(PropertyValue.Of("hush"))) };
        await ApplyAsync(engine, [hidden], "hush");
        var narrower = new Declared(
            "AutoAccess",
            "narrower",
            PluginHarness.Parse("""{"groupIds":[0],"description":"n","conditions":{"url":{"values":[{"value":"/s/more"}]}}}""")
        );
        var list = Program("ab", placement: """{"at":"last"}""", said: new Dictionary<char, string> { ['a'] = "s/a" });
        List<Declared> program = [.. list, narrower with { After = "routing" }, hidden with { After = "narrower" }];
        await engine.PreviewAsync(program);
        Assert.Contains(engine.Messages, m => m.Contains("not of this list", StringComparison.Ordinal));
        Assert.Equal(2, engine.Messages.Count(m => m.Contains("can never match", StringComparison.Ordinal)));
        Assert.DoesNotContain(engine.Messages, m => m.Contains("hush", StringComparison.Ordinal));
        await engine.UpAsync(program);
        Assert.DoesNotContain(engine.Messages, m => m.Contains("hush", StringComparison.Ordinal));
    }

    private static Declared Single() =>
        new(
            "AutoAccess",
            "single",
            PluginHarness.Parse("""{"groupIds":[0],"description":"s","conditions":{"url":{"values":[{"value":"/s"}]}}}""")
        );
}
