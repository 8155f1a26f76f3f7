using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Resources.Agent;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Resources.Bot;
using LiveChatPulumi.Provider.Resources.BotTemplate;
using LiveChatPulumi.Provider.Resources.Group;
using LiveChatPulumi.Provider.Resources.Tag;
using LiveChatPulumi.Provider.Resources.Webhook;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Answers that other people recorded are read into properties, whichever names they use.</summary>
public class RecordedAnswerTests
{
    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Repo.Data("payloads"), "*.response.json")
                .Select(f => Path.GetFileName(f)!)
                .Where(f =>
                    Method(f)
                        is "get_agent"
                            or "list_agents"
                            or "get_group"
                            or "list_groups"
                            or "list_tags"
                            or "get_bot"
                            or "list_bots"
                            or "list_bot_templates"
                            or "list_auto_accesses"
                            or "list_webhooks"
                )
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Answer_Recorded_GivesEveryObjectItsKeyAndKnownProperties(string file)
    {
        var spec = Method(file) switch
        {
            "get_agent" or "list_agents" => AgentSpec.Spec,
            "list_tags" => TagSpec.Spec,
            "get_bot" or "list_bots" => BotSpec.Spec,
            "list_bot_templates" => BotTemplateSpec.Spec,
            "list_auto_accesses" => AutoAccessSpec.Spec,
            "list_webhooks" => WebhookSpec.Spec,
            _ => GroupSpec.Spec,
        };
        var answer = Repo.Json("payloads", file);
        foreach (var json in answer is JsonArray list ? list.OfType<JsonObject>() : [answer.AsObject()])
        {
            var read = ApiMapper.FromApi(spec.Properties, json);
            Assert.NotNull(read[spec.Identity == Identity.NaturalKey ? spec.Key[0] : spec.Properties.First(p => p.ApiName == "id").Name]);
            Assert.All(Known(spec, json), p => Assert.NotNull(read[p.Name]));
        }
    }

    [Fact]
    public void Answer_OldNamesInLists_AreTheSameProperties()
    {
        var read = ApiMapper.FromApi(
            AgentSpec.Spec.Properties,
            (JsonObject)
                JsonNode.Parse("""{"id":"a@b.c","name":"A","avatar_path":"cdn/1.png","summaries":["daily_summary"],"unheard_of":1}""")!
        );
        Assert.Equal("cdn/1.png", read.Text("avatar"));
        Assert.Equal("[daily_summary]", read["emailSubscriptions"]!.ToString());
        Assert.Equal(4, read.Members.Count);
    }

    private static IEnumerable<PropertySpec> Known(ResourceSpec spec, JsonObject json) =>
        spec.Properties.Where(p => p.Aliases.Prepend(p.ApiName).Any(n => json[n] is not null and not JsonObject { Count: 0 }));

    private static string Method(string file) => file.Split("__")[1].Split('.')[0];
}
