using System.Globalization;
using System.Text;

namespace Cli_Tests.Attack;

/// <summary>One resource of an attacked program.</summary>
/// <param name="Slot">What it is, whatever it is called at the moment.</param>
/// <param name="Type">Its type.</param>
/// <param name="Version">Which of its inputs it has.</param>
/// <param name="Name">Its name in the program.</param>
/// <param name="Provider">The provider resource that it names; empty for the default one.</param>
internal sealed record Attacked(string Slot, string Type, int Version, string Name, string Provider)
{
    public string Token => "livechat:index:" + Type;
}

/// <summary>
/// A program that changes at random: what it declares, which inputs, under which names, through which providers. It says which objects
/// the license has to have after it.
/// </summary>
/// <param name="Resources">What it declares.</param>
/// <param name="Names">The names that a resource has or had, as far as an alias tells of them.</param>
/// <param name="ManyProviders">True where it has three provider resources, each of which is a process.</param>
/// <param name="ForgetsAliases">True where some renames have no alias.</param>
internal sealed record AttackProgram(
    IReadOnlyList<Attacked> Resources,
    IReadOnlySet<(string Slot, string Name)> Names,
    bool ManyProviders,
    bool ForgetsAliases
)
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

    /// <summary>The program that declares one tag for each provider resource: what no resource names, the engine forgets.</summary>
    public static AttackProgram Start(bool manyProviders, bool forgetsAliases) =>
        new(
            [.. Providers.Take(manyProviders ? 3 : 1).Select(p => new Attacked("keep" + p, "Tag", 0, "keep" + p, p))],
            new HashSet<(string, string)>(),
            manyProviders,
            forgetsAliases
        );

    /// <summary>The program of the next step: some resources come, go, change, are replaced or get another name.</summary>
    public AttackProgram Next(Random random)
    {
        var resources = Resources.Where(r => IsKept(r)).ToList();
        var names = Names.ToHashSet();
        foreach (var (n, (slot, type)) in Slots.Index())
        {
            var now = Resources.FirstOrDefault(r => r.Slot == slot);
            if (random.Next(5) == 0)
                continue;
            var provider = ManyProviders ? Providers[n % Providers.Length] : "";
            var version = now is null || random.Next(3) == 0 ? random.Next(3) : now.Version;
            var name = now is null || random.Next(6) == 0 ? slot + random.Next(3).ToString(CultureInfo.InvariantCulture) : now.Name;
            resources.Add(new Attacked(slot, type, version, name, provider));
            if (ForgetsAliases && now is not null && name != now.Name && random.Next(2) == 0)
                names.RemoveWhere(n => n.Slot == slot);
            names.Add((slot, name));
        }

        return this with
        {
            Resources = resources,
            Names = names,
        };
    }

    /// <summary>What a run of this program may have made anew, where the program before it is put back.</summary>
    public IEnumerable<string> MadeAfter(AttackProgram before)
    {
        var had = before.Objects().ToHashSet(StringComparer.Ordinal);
        return Resources.SelectMany(r =>
            Objects(r).Where(o => !had.Contains(o) || before.Resources.Any(b => b.Slot == r.Slot && !Names.Contains((b.Slot, b.Name))))
        );
    }

    /// <summary>The objects of the license that the program stands for, each as a text. Those of one kind may be alike.</summary>
    public IEnumerable<string> Objects() => Resources.SelectMany(Objects);

    /// <summary>The section resources of the program in YAML.</summary>
    public string Yaml()
    {
        var yaml = new StringBuilder();
        foreach (var provider in NamedProviders)
            yaml.Append(CultureInfo.InvariantCulture, $"  {provider}:\n    type: pulumi:providers:livechat\n");
        foreach (var r in Resources)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  {r.Name}:\n    type: {r.Token}\n    properties: {Inputs(r)}\n");
            yaml.Append(CultureInfo.InvariantCulture, $"    options:\n      aliases: [ {Aliases(r)} ]\n");
            if (r.Provider.Length > 0)
                yaml.Append(CultureInfo.InvariantCulture, $"      provider: ${{{r.Provider}}}\n");
        }

        return yaml.Length > 0 ? yaml.ToString() : "  {}";
    }

    /// <summary>The same for the program in C#, which declares what a file lists.</summary>
    public string Json()
    {
        var resources = Resources.Select(r =>
            $$"""
                { "type": "{{r.Token}}", "name": "{{r.Name}}", "provider": "{{r.Provider}}", "aliases": [ {{Aliases(
                    r
                )}} ], "inputs": {{Inputs(r)}} }
                """
        );
        return $$"""
            { "providers": [ {{string.Join(", ", NamedProviders.Select(p => $"\"{p}\""))}} ], "resources": [ {{string.Join(
                ",\n",
                resources
            )}} ] }
            """;
    }

    public override string ToString() =>
        string.Join(" ", Resources.Select(r => $"{r.Name}={r.Version}{(r.Provider.Length > 0 ? "@" : "")}"));

    private static bool IsKept(Attacked r) => r.Slot.StartsWith("keep", StringComparison.Ordinal);

    private IEnumerable<string> NamedProviders => Providers.Where(p => ManyProviders && p.Length > 0);

    private string Aliases(Attacked r) =>
        string.Join(
            ", ",
            Names.Where(n => n.Slot == r.Slot && n.Name != r.Name).Select(n => $"\"urn:pulumi:dev::shop::{r.Token}::{n.Name}\"")
        );

    /// <summary>As JSON, which YAML is as well. The twins "one" and "two" are alike in their first version.</summary>
    private string Inputs(Attacked r) =>
        r.Slot switch
        {
            "one" => $$"""{ "name": "{{GroupName(r)}}" }""",
            "two" => $$"""{ "name": "{{GroupName(r)}}", "languageCode": "{{(r.Version == 2 ? "pl" : "en")}}" }""",
            "ann" => $$"""
                { "email": "{{Email(r)}}", "name": "Ann", "groups": [ { "groupId": {{Group()}}, "priority": "{{Priority(r)}}" } ] }
                """,
            "vip" => $$"""{ "name": "{{TagName(r)}}", "groupIds": [ {{Group()}} ] }""",
            "hook" => $$"""
                { "action": "tag_created", "url": "{{HookUrl(r)}}", "secretKey": "some-secret", "type": "license",
                  "ownerClientId": "emulator-client" }
                """,
            "helper" => $$"""{ "name": "{{BotName(r)}}", "groups": [ { "groupId": 0, "priority": "last" } ] }""",
            _ when IsKept(r) => $$"""{ "name": "{{r.Name}}" }""",
            "single" => Rule("s" + r.Version.ToString(CultureInfo.InvariantCulture), ""),
            _ => $$"""{ "rules": [ {{string.Join(", ", Keys(r).Select(k => Rule(k.ToString(), $"\"key\": \"{k}\", ")))}} ] }""",
        };

    private string Group() => Resources.FirstOrDefault(r => r.Slot == "one") is { } one ? $"\"${{{one.Name}.groupId}}\"" : "0";

    private static string Rule(string text, string key) =>
        $$"""
            { {{key}}"groupIds": [ 0 ], "description": "{{text}}", "conditions": { "url": { "values": [ { "value": "/{{text}}" } ] } } }
            """;

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
            _ when IsKept(r) => [$"tags {r.Name}"],
            "single" => [$"auto_accesses s{r.Version.ToString(CultureInfo.InvariantCulture)}"],
            _ => Keys(r).Select(k => $"auto_accesses {k}"),
        };
}
