using System.Globalization;
using System.Text;

namespace Cli_Tests.Attack;

/// <summary>One resource of an attacked program.</summary>
/// <param name="Slot">What it is, whatever it is called at the moment.</param>
/// <param name="Type">Its type.</param>
/// <param name="Version">Which of its inputs it has.</param>
/// <param name="Name">Its name in the program.</param>
/// <param name="Provider">The provider resource that it names; empty for the default one.</param>
internal sealed record Attacked(string Slot, string Type, int Version, string Name, string Provider);

/// <summary>
/// A program that changes at random: what it declares, which inputs, under which names, through which providers. It says which objects
/// the license has to have after it.
/// </summary>
internal sealed record AttackProgram(IReadOnlyList<Attacked> Resources, IReadOnlySet<(string Slot, string Name)> Names, bool ManyProviders)
{
    private static readonly (string Slot, string Type)[] Slots =
    [
        ("one", "Group"),
        ("two", "Group"),
        ("ann", "Agent"),
        ("vip", "Tag"),
        ("hook", "Webhook"),
        ("helper", "Bot"),
        ("single", "AutoAccess"),
        ("routing", "AutoAccessRules"),
    ];

    private static readonly string[] Providers = ["", "p1", "p2"];

    public static AttackProgram Empty(bool manyProviders) => new([], new HashSet<(string, string)>(), manyProviders);

    /// <summary>The program of the next step: some resources come, go, change, are replaced or get another name.</summary>
    public AttackProgram Next(Random random)
    {
        var resources = new List<Attacked>();
        foreach (var (slot, type) in Slots)
        {
            var now = Resources.FirstOrDefault(r => r.Slot == slot);
            if (random.Next(5) == 0)
                continue;
            var provider = now?.Provider ?? (ManyProviders ? Providers[random.Next(Providers.Length)] : "");
            var version = now is null || random.Next(3) == 0 ? random.Next(3) : now.Version;
            var name = now is null || random.Next(6) == 0 ? slot + random.Next(3).ToString(CultureInfo.InvariantCulture) : now.Name;
            resources.Add(new Attacked(slot, type, version, name, provider));
        }

        return this with
        {
            Resources = resources,
            Names = Names.Concat(resources.Select(r => (r.Slot, r.Name))).ToHashSet(),
        };
    }

    /// <summary>The objects of the license that the program stands for, each as a text. Those of one kind may be alike.</summary>
    public IEnumerable<string> Objects() => Resources.SelectMany(Objects);

    /// <summary>The section resources of the YAML program.</summary>
    public string Yaml()
    {
        var yaml = new StringBuilder();
        foreach (var provider in Providers.Where(p => ManyProviders && p.Length > 0))
            yaml.Append(CultureInfo.InvariantCulture, $"  {provider}:\n    type: pulumi:providers:livechat\n");
        foreach (var r in Resources)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  {r.Name}:\n    type: livechat:{r.Type}\n    properties: {Inputs(r)}\n");
            var aliases = Names.Where(n => n.Slot == r.Slot && n.Name != r.Name).Select(n => Urn(r.Type, n.Name)).ToList();
            yaml.Append("    options:\n");
            yaml.Append(CultureInfo.InvariantCulture, $"      aliases: [ {string.Join(", ", aliases)} ]\n");
            if (r.Provider.Length > 0)
                yaml.Append(CultureInfo.InvariantCulture, $"      provider: ${{{r.Provider}}}\n");
        }

        return yaml.Length > 0 ? yaml.ToString() : "  {}";
    }

    public override string ToString() =>
        string.Join(" ", Resources.Select(r => $"{r.Name}={r.Version}{(r.Provider.Length > 0 ? "@" : "")}"));

    private static string Urn(string type, string name) => $"\"urn:pulumi:dev::shop::livechat:index:{type}::{name}\"";

    /// <summary>The twins "one" and "two" are alike in their first version.</summary>
    private string Inputs(Attacked r) =>
        r.Slot switch
        {
            "one" => $$"""{ name: {{GroupName(r)}} }""",
            "two" => $$"""{ name: {{GroupName(r)}}, languageCode: {{(r.Version == 2 ? "pl" : "en")}} }""",
            "ann" => $$"""{ email: {{Email(r)}}, name: Ann, groups: [ { groupId: {{Group()}}, priority: {{Priority(r)}} } ] }""",
            "vip" => $$"""{ name: {{TagName(r)}}, groupIds: [ {{Group()}} ] }""",
            "hook" => $$"""
                { action: tag_created, url: "{{HookUrl(r)}}", secretKey: some-secret, type: license, ownerClientId: emulator-client }
                """,
            "helper" => $$"""{ name: {{BotName(r)}}, groups: [ { groupId: 0, priority: last } ] }""",
            "single" => Rule("s" + r.Version.ToString(CultureInfo.InvariantCulture), ""),
            _ => $"{{ rules: [ {string.Join(", ", Keys(r).Select(k => Rule(k.ToString(), $"key: {k}, ")))} ] }}",
        };

    private string Group() => Resources.FirstOrDefault(r => r.Slot == "one") is { } one ? $"\"${{{one.Name}.groupId}}\"" : "0";

    private static string Rule(string text, string key) =>
        $$"""{ {{key}}groupIds: [ 0 ], description: {{text}}, conditions: { url: { values: [ { value: "/{{text}}" } ] } } }""";

    private static string Keys(Attacked r) =>
        r.Version switch
        {
            0 => "abc",
            1 => "cad",
            _ => "b",
        };

    private static string GroupName(Attacked r) => r.Version == 1 ? "Support EU" : "Support";

    private static string Priority(Attacked r) => r.Version == 1 ? "last" : "first";

    private static string Email(Attacked r) => r.Version == 2 ? "anna@example.com" : "ann@example.com";

    private static string TagName(Attacked r) => r.Version == 2 ? "gold" : "vip";

    private static string HookUrl(Attacked r) => $"https://example.com/{r.Version.ToString(CultureInfo.InvariantCulture)}";

    private static string BotName(Attacked r) => r.Version == 1 ? "Helper EU" : "Helper";

    private static IEnumerable<string> Objects(Attacked r) =>
        r.Slot switch
        {
            "one" or "two" => [$"groups {GroupName(r)}"],
            "ann" => [$"agents {Email(r)}"],
            "vip" => [$"tags {TagName(r)}"],
            "hook" => [$"webhooks {HookUrl(r)}"],
            "helper" => [$"bots {BotName(r)}"],
            "single" => [$"auto_accesses s{r.Version.ToString(CultureInfo.InvariantCulture)}"],
            _ => Keys(r).Select(k => $"auto_accesses {k}"),
        };
}
