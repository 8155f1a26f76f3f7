using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;
using Xunit;
using LiveChat = LiveChatPulumi.LiveChat;

namespace SupportTeam.Tests;

/// <summary>What the team looks like, without a license: mocks answer in place of Pulumi and LiveChat.</summary>
public sealed class TeamTests : IDisposable
{
    public TeamTests() =>
        Environment.SetEnvironmentVariable("PULUMI_CONFIG", """{"support-team:domain":"example.com","support-team:maxChats":"4"}""");

    public void Dispose() => Environment.SetEnvironmentVariable("PULUMI_CONFIG", null);

    [Fact]
    public async Task Agents_AllOfThem_HaveAnAddressOfTheCompanyAndTheConfiguredLimit()
    {
        var (resources, _) = await DeclareAsync();
        var agents = resources.OfType<LiveChat.Agent>().ToList();
        Assert.Equal(12, agents.Count);
        foreach (var agent in agents)
        {
            Assert.EndsWith("@example.com", await OutputUtilities.GetValueAsync(agent.Email));
            Assert.Equal(4, await OutputUtilities.GetValueAsync(agent.MaxChatsCount));
        }
    }

    [Fact]
    public async Task Groups_EachOfThem_HasSomebodyWhoIsAskedFirst()
    {
        var (resources, _) = await DeclareAsync();
        foreach (var group in resources.OfType<LiveChat.Group>())
        {
            var id = await OutputUtilities.GetValueAsync(group.GroupId);
            var memberships = await Task.WhenAll(resources.OfType<LiveChat.Agent>().Select(a => OutputUtilities.GetValueAsync(a.Groups)));
            Assert.Contains(memberships, m => m.Any(g => g.GroupId == id && g.Priority == LiveChat.Priority.First));
        }
    }

    [Fact]
    public async Task Outputs_OfTheStack_NameTheGroupOfSupport()
    {
        var (resources, outputs) = await DeclareAsync();
        var support = resources.OfType<LiveChat.Group>().Single(g => g.GetResourceName() == "support");
        Assert.Equal(
            await OutputUtilities.GetValueAsync(support.GroupId),
            await OutputUtilities.GetValueAsync((Output<int>)outputs["supportGroupId"]!)
        );
    }

    private static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> DeclareAsync() =>
        Deployment.TestAsync(new License(), new TestOptions { ProjectName = "support-team", IsPreview = false }, Team.Declare);

    /// <summary>Gives each group an id of its own; everything else is as it was declared.</summary>
    private sealed class License : IMocks
    {
        private int _groups;

        public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
        {
            var state = args.Type == "livechat:index:Group" ? args.Inputs.Add("groupId", ++_groups) : args.Inputs;
            return Task.FromResult<(string?, object)>((args.Name, state));
        }

        public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Args);
    }
}
