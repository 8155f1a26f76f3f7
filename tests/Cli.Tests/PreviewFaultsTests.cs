namespace Cli_Tests;

/// <summary>What would fail at up is said at preview, all of it in one round, and nothing is written.</summary>
public class PreviewFaultsTests
{
    private const string Seed = """
        {"agents":[
          {"id":"owner@example.com","name":"O","role":"owner","account_id":"acc-owner"},
          {"id":"adm@example.com","name":"A","role":"administrator"},
          {"id":"ann@example.com","name":"Ann"}],
         "groups":[{"id":1,"name":"One"}]}
        """;

    private const string Conditions = "{ url: { values: [{ value: x, exactMatch: false }] } }";

    /// <summary>Each mistake by itself: a program, and what its preview says.</summary>
    public static TheoryData<string, string> Mistakes =>
        new()
        {
            {
                Agent("bob", "{ email: ANN@example.com, name: Bob }"),
                "the agent 'ann@example.com', which the license has already: letter case"
            },
            {
                Agent("bob", "{ email: b@example.com, name: B }") + Agent("ben", "{ email: B@Example.com, name: C }"),
                "this program names too"
            },
            {
                Agent("bob", "{ email: b@example.com, name: B, groups: [{ groupId: 99, priority: first }] }"),
                "groups[0].groupId names a group"
            },
            {
                Resource("vip", "Tag", "{ name: vip, groupIds: [1, 99] }"),
                "groupIds[1] names a group that the license does not have. It has"
            },
            {
                Resource("rules", "AutoAccessRules", $"{{ rules: [{{ key: a, groupIds: [99], conditions: {Conditions} }}] }}"),
                "rules[0].groupIds[0] names a group that the license does not have"
            },
            { Resource("g", "Group", "{ name: G, agentPriorities: { an@example.com: first } }"), "(did you mean 'ann@example.com'?)" },
            { Resource("g", "Group", "{ name: G }") + Resource("vip", "Tag", "{ name: vip, groupIds: ['${g.grupId}'] }"), "grupId" },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Preview_Mistake_IsToldAndNothingIsMade(string resources, string told)
    {
        await using var command = await CommandHarness.StartAsync(Seed);
        command.Write(resources);
        var (code, output, errors) = await command.RunAsync("preview");
        Assert.True(code == 1, output + errors);
        Assert.Contains(told, output + errors, StringComparison.Ordinal);
        Assert.Equal(1, (await command.RunAsync("up", "--yes")).Code);
        Assert.DoesNotContain(command.Emulator.Log.Calls, c => !IsRead(c.Method));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Preview_ManyMistakes_AreToldInOneRoundForOneListOfEachCollection(bool isListed)
    {
        await using var command = await CommandHarness.StartAsync(Seed);
        if (isListed)
            command.WriteListed(
                """
                {"providers":[],"resources":[
                 {"name":"bob","type":"livechat:index:Agent","provider":"","aliases":[],
                  "inputs":{"email":"ann@example.com","name":"Bob"}},
                 {"name":"rob","type":"livechat:index:Agent","provider":"","aliases":[],
                  "inputs":{"email":"rob@example.com","name":"R","role":"boss"}},
                 {"name":"vip","type":"livechat:index:Tag","provider":"","aliases":[],"inputs":{"name":"vip","groupIds":[99]}}]}
                """
            );
        else
            command.Write(
                Agent("bob", "{ email: ann@example.com, name: Bob }")
                    + Agent("rob", "{ email: rob@example.com, name: R, role: boss }")
                    + Resource("vip", "Tag", "{ name: vip, groupIds: [99] }")
            );
        var (code, output, errors) = await command.RunAsync("preview");
        Assert.Equal(1, code);
        var told = output + errors;
        Assert.Contains("which the license has already", told, StringComparison.Ordinal);
        Assert.Contains("must be one of: viceowner", told, StringComparison.Ordinal);
        Assert.Contains("names a group that the license does not have", told, StringComparison.Ordinal);
        Assert.All(command.Emulator.Log.Counts, c => Assert.Equal(1, c.Value));
    }

    /// <summary>A program of a tag alone asks for nothing but what shows the token to be wrong.</summary>
    [Fact]
    public async Task Preview_TokenIsWrong_SaysSoOnce()
    {
        await using var command = await CommandHarness.StartAsync(Seed);
        command.Token = "dal:another-token";
        command.Write(Resource("vip", "Tag", "{ name: vip }") + Resource("top", "Tag", "{ name: top }"));
        var (code, output, errors) = await command.RunAsync("preview");
        Assert.Equal(1, code);
        Assert.Equal(2, (output + errors).Split("LiveChat refuses the credential").Length);
    }

    [Theory]
    [InlineData("preview")]
    [InlineData("destroy", "--preview-only")]
    public async Task Preview_DeleteOfWhatMustStay_IsRefusedBeforeAnythingIsDeleted(params string[] words)
    {
        await using var command = await CommandHarness.StartAsync(Seed);
        command.Environment["LIVECHAT_ADOPT_EXISTING"] = "always";
        var vip = Resource("vip", "Tag", "{ name: vip }");
        command.Write(
            Agent("owner", "{ email: owner@example.com, name: O }") + Agent("ann", "{ email: ann@example.com, name: Ann }") + vip
        );
        await command.SucceedAsync("up", "--yes");
        command.Write(vip);
        command.Emulator.Log.Clear();
        var (code, output, errors) = await command.RunAsync(words);
        Assert.Equal(1, code);
        Assert.Contains("owner@example.com is the owner of the license and cannot be deleted", output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@example.com", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(command.Emulator.Log.Calls, c => !IsRead(c.Method));
    }

    private static bool IsRead(string method) =>
        method.StartsWith("get_", StringComparison.Ordinal) || method.StartsWith("list_", StringComparison.Ordinal);

    private static string Agent(string name, string properties) => Resource(name, "Agent", properties);

    private static string Resource(string name, string type, string properties) =>
        $"  {name}: {{ type: \"livechat:{type}\", properties: {properties} }}\n";
}
