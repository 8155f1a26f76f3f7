using System.Text;
using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>A program of 300 resources of every kind, for edits by hand.</summary>
internal static class DriftLicense
{
    public const int Agents = 110;
    public const int Bots = 20;
    public const int Groups = 25;
    public const int Tags = 50;
    public const int Rules = 55;
    public const int SingleRules = 5;
    public const int Properties = 12;
    public const int Webhooks = 12;
    public const int Templates = 3;

    /// <summary>Groups that nothing names, which can go without a trace elsewhere.</summary>
    public const int SpareGroups = 10;

    /// <summary>The resources of the program as YAML.</summary>
    public static string Program
    {
        get
        {
            var text = new StringBuilder();
            for (var i = 0; i < Groups; i++)
                Add($"g{i}", "Group", $"name: \"Group {i}\", languageCode: en");
            for (var i = 0; i < Agents; i++)
                Add(
                    $"a{i}",
                    "Agent",
                    $"email: a{i}@example.com, name: \"Agent {i}\", role: normal, jobTitle: \"Job {i}\", mobile: \"+48 {i}\", "
                        + "maxChatsCount: 4, loginStatus: accepting chats, suspended: false, notifications: [ticket], "
                        + "emailSubscriptions: [daily_summary], "
                        + "workScheduler: { timezone: UTC, "
                        + "schedule: [ { day: monday, enabled: true, start: \"08:00\", end: \"12:00\" } ] }, "
                        + $"groups: [ {{ groupId: \"${{g{i % Used}.groupId}}\", priority: first }} ]"
                );
            for (var i = 0; i < Bots; i++)
                Add(
                    $"b{i}",
                    "Bot",
                    $"name: \"Bot {i}\", maxChatsCount: 10, jobTitle: \"Helper {i}\", "
                        + $"groups: [ {{ groupId: \"${{g{i % Used}.groupId}}\", priority: first }} ]"
                );
            for (var i = 0; i < Tags; i++)
                Add($"t{i}", "Tag", $"name: tag-{i}, groupIds: [ \"${{g{i % Used}.groupId}}\" ]");
            for (var i = 0; i < SingleRules; i++)
                Add($"s{i}", "AutoAccess", Rule($"Single {i}", i));
            AddList(text);
            AddOthers(Add);
            return text.ToString();

            void Add(string name, string type, string properties) =>
                text.Append($"  {name}: {{ type: \"livechat:{type}\", properties: {{ {properties} }} }}\n");
        }
    }

    private static int Used => Groups - SpareGroups;

    private static void AddList(StringBuilder text)
    {
        text.Append("  routing:\n    type: livechat:AutoAccessRules\n    properties:\n      rules:\n");
        for (var i = 0; i < Rules; i++)
            text.Append($"        - {{ key: r{i}, {Rule($"Rule {i}", i)} }}\n");
    }

    private static string Rule(string description, int i) =>
        $"description: \"{description}\", groupIds: [ \"${{g{i % Used}.groupId}}\" ], "
        + $"conditions: {{ url: {{ values: [ {{ value: \"/{description.Replace(' ', '-')}\" }} ] }} }}";

    private static void AddOthers(Action<string, string, string> add)
    {
        for (var i = 0; i < Properties; i++)
            add(
                $"p{i}",
                "Property",
                $"name: p{i}, type: int, description: \"Property {i}\", range: {{ from: 1, to: 9 }}, defaultValue: 1, "
                    + "access: { license: { agent: [read, write] }, group: { agent: [read, write] } }"
            );
        add("values", "LicenseProperties", "namespace: \"${p0.ownerClientId}\", values: { p0: 2, p1: 3 }");
        add("ofGroup", "GroupProperties", "groupId: \"${g0.groupId}\", namespace: \"${p2.ownerClientId}\", values: { p2: 4 }");
        string[] actions = ["incoming_chat", "incoming_event", "chat_deactivated", "event_updated"];
        for (var i = 0; i < Webhooks; i++)
            add(
                $"w{i}",
                "Webhook",
                $"action: {actions[i / 3]}, url: \"https://hooks.example.com/{i}\", secretKey: abcdefghijklmnop, type: license, "
                    + $"description: \"Hook {i}\""
            );
        for (var i = 0; i < Templates; i++)
            add($"m{i}", "BotTemplate", $"name: \"Template {i}\", maxChatsCount: 20, affectExistingInstallations: false");
        add("hooks", "LicenseWebhooks", "enabled: true");
        add("company", "CompanyDetails", "company: Example, city: Wroclaw");
    }

    /// <summary>A copy of a license.</summary>
    public static JsonObject Copy(JsonObject license) => (JsonObject)license.DeepClone();
}
