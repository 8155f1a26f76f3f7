using LocalEngine_Tests.Yaml;

namespace LocalEngine_Tests;

/// <summary>What is protected stays, and is not left without what it depends on.</summary>
public class ProtectTests
{
    [Fact]
    public async Task Destroy_AProtectedResource_StaysWithAllThatItDependsOn()
    {
        using var stack = new YamlStack();
        stack.Write(
            """
            name: shop
            runtime: yaml
            resources:
              first: { type: "livechat:Group", properties: { name: First } }
              second: { type: "livechat:Tag", properties: { name: second, groupIds: [ "${first.groupId}" ] } }
              third:
                type: livechat:Tag
                properties: { name: "after ${second.name}" }
                options: { protect: true }
              alone: { type: "livechat:Group", properties: { name: Alone } }
            """
        );
        Assert.Equal(0, await stack.ApplyAsync());
        stack.Provider.Writes.Clear();
        Assert.Equal(1, await stack.DestroyAsync());
        Assert.Equal(["delete alone"], stack.Provider.Writes);
        Assert.Contains("cannot be deleted because it is protected", Assert.Single(stack.Errors), StringComparison.Ordinal);
        Assert.Equal(
            ["first", "second", "third"],
            stack.State.Resources.Where(r => r is { Custom: true, IsProvider: false }).Select(r => r.Name).Order()
        );
    }
}
