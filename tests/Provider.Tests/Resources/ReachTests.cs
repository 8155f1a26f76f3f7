using System.Text.Json.Nodes;
using Grpc.Core;

namespace LiveChatPulumi_Provider_Tests.Resources;

/// <summary>A token that does not see all objects of a kind: what it does not see is never taken for deleted.</summary>
public class ReachTests
{
    private const string Seed = """
        {
          "groups": [ { "id": 1, "name": "Mine" }, { "id": 2, "name": "Other" } ],
          "agents": [ { "id": "me@example.com", "name": "Me", "account_id": "emulator", "groups": [ { "id": 1, "priority": "normal" } ] } ],
          "bots": [ { "id": "theirs", "name": "Theirs", "owner_client_id": "theirs" } ],
          "tags": [ { "name": "mine", "group_ids": [ 1 ] }, { "name": "other", "group_ids": [ 2 ] } ]
        }
        """;

    private const string Other = """{"name":"other","groupIds":[2]}""";
    private const string Bot = """{"name":"Theirs"}""";

    [Theory]
    [InlineData("Tag", "other", Other, "tags--groups:ro", "tagsOfOtherGroups", "refused")]
    [InlineData("Bot", "theirs", Bot, "agents-bot--my:ro", "botsOfOthers", "refused")]
    [InlineData("Bot", "theirs", Bot, "agents-bot--my:ro", "botsOfOthers", "hidden")]
    [InlineData("Group", "2", """{"name":"Other"}""", "groups--my:rw", "botsOfOthers", "hidden")]
    public async Task Refresh_TokenSeesAPart_IsRefused(string type, string id, string inputs, string scope, string name, string value)
    {
        await using var plugin = await StartAsync(scope);
        plugin.Emulator.Options[name] = value;
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ReadAsync(type, id, inputs));
        Assert.Contains("needs these scopes", e.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>A license that says nothing about what it leaves out: the groups of the token's own agent tell.</summary>
    [Fact]
    public async Task Refresh_TagsOfOthersAreHidden_IsRefusedWhereTheAgentIsKnown()
    {
        await using var plugin = await StartAsync("tags--groups:ro agents--all:ro");
        plugin.Emulator.Options["tagsOfOtherGroups"] = "hidden";
        await UsePersonalAccessTokenAsync(plugin);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ReadAsync("Tag", "other", Other));
        Assert.Contains("tags--all:ro", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("take it out of the state", e.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>Whose an access token is, no call tells.</summary>
    [Fact]
    public async Task Refresh_TagsOfOthersAreHiddenFromAnAccessToken_IsToldAsADoubt()
    {
        await using var plugin = await StartAsync("tags--groups:ro");
        plugin.Emulator.Options["tagsOfOtherGroups"] = "hidden";
        Assert.Equal("", (await plugin.ReadAsync("Tag", "other", Other)).Id);
        Assert.Contains(plugin.Logs, l => l.Message.Contains("it may be there all the same", StringComparison.Ordinal));
        plugin.Logs.Clear();
        Assert.Equal("", (await plugin.ReadAsync("Tag", "gone", """{"name":"gone","groupIds":[1]}""")).Id);
        Assert.Empty(plugin.Logs);
    }

    [Fact]
    public async Task Refresh_GroupsOfATagAreGoneToo_IsTakenForThat()
    {
        await using var plugin = await StartAsync("tags--all:ro");
        plugin.Fault("""{"kind":"fail","method":"list_tags","type":"group_not_found","skip":1}""");
        Assert.Equal("", (await plugin.ReadAsync("Tag", "gone", """{"name":"gone","groupIds":[9]}""")).Id);
    }

    [Theory]
    [InlineData("Tag", "gone", """{"name":"gone","groupIds":[2]}""", "tags--all:ro")]
    [InlineData("Tag", "gone", """{"name":"gone","groupIds":[1]}""", "tags--groups:ro")]
    [InlineData("Tag", "gone", """{"name":"gone"}""", "tags--groups:ro")]
    [InlineData("Bot", "gone", Bot, "agents-bot--all:ro")]
    public async Task Refresh_ObjectIsGone_IsTakenForThat(string type, string id, string inputs, string scope)
    {
        await using var plugin = await StartAsync(scope);
        await UsePersonalAccessTokenAsync(plugin);
        Assert.Equal("", (await plugin.ReadAsync(type, id, inputs)).Id);
    }

    [Fact]
    public async Task Create_AgentWithoutApproval_NamesTheScopesThatAddUp()
    {
        await using var plugin = await StartAsync("accounts--all:rw agents--all:rw");
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.CreateAsync("Agent", """{"email":"new@example.com","name":"N","awaitingApproval":false}""")
        );
        Assert.Contains("accounts--all:rw and subscription.lc:rw, which is private", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("awaitingApproval false", e.Status.Detail, StringComparison.Ordinal);
    }

    private static async Task<PluginHarness> StartAsync(string scopes)
    {
        var seed = JsonNode.Parse(Seed)!;
        seed["credentials"] = new JsonArray(Credential("token", "dal:emulator-token", scopes), Credential("pat", "emulator-pat", scopes));
        return await PluginHarness.StartAsync(seed.ToJsonString());
    }

    private static JsonObject Credential(string kind, string secret, string scopes) =>
        new()
        {
            [kind] = secret,
            ["accountId"] = "emulator",
            ["agent"] = "me@example.com",
            ["scopes"] = new JsonArray([.. scopes.Split(' ').Select(s => (JsonNode)s)]),
        };

    private static Task UsePersonalAccessTokenAsync(PluginHarness plugin) =>
        plugin.ConfigureAsync(
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accountId", "emulator"),
            ("personalAccessToken", "emulator-pat"),
            ("licenseId", "100"),
            ("ownerClientId", "emulator-client")
        );
}
