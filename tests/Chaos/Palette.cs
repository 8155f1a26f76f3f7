using PluginProtocol.Values;

namespace Chaos_;

/// <summary>The resources that programs are made of: every kind, with references between them, each in two versions.</summary>
internal static class Palette
{
    private static readonly (string Type, string Name, string Inputs, string Changed)[] Items =
    [
        ("Group", "sales", """{"name":"Sales","languageCode":"en"}""", """{"name":"Sales EU","languageCode":"pl"}"""),
        ("Group", "support", """{"name":"Support","languageCode":"en"}""", """{"name":"Support","languageCode":"de"}"""),
        (
            "Group",
            "owned",
            """{"name":"Owned","agentPriorities":{"owner@example.com":"last"}}""",
            """{"name":"Owned","agentPriorities":{"owner@example.com":"first"}}"""
        ),
        (
            "Agent",
            "ann",
            """{"email":"ann@example.com","name":"Ann","groups":[{"groupId":"${sales.groupId}","priority":"first"}]}""",
            """{"email":"ann@example.com","name":"Ann","jobTitle":"Lead"}"""
        ),
        (
            "Agent",
            "bob",
            """{"email":"bob@example.com","name":"Bob","maxChatsCount":3}""",
            """{"email":"bob@example.com","name":"Bob","maxChatsCount":4}"""
        ),
        (
            "Agent",
            "cleo",
            """{"email":"cleo@example.com","name":"Cleo","groups":["""
                + """{"groupId":"${support.groupId}","priority":"normal"},{"groupId":0,"priority":"last"}]}""",
            """{"email":"cleo@example.org","name":"Cleo"}"""
        ),
        ("Agent", "dan", """{"email":"dan@example.com","name":"Dan"}""", """{"email":"dan@example.com","name":"Dan","suspended":true}"""),
        ("Bot", "helper", """{"name":"Helper","maxChatsCount":9}""", """{"name":"Helper 2","maxChatsCount":9}"""),
        ("Bot", "router", """{"name":"Router","groups":[{"groupId":"${support.groupId}","priority":"first"}]}""", """{"name":"Router"}"""),
        (
            "BotTemplate",
            "template",
            """{"name":"Template","affectExistingInstallations":false}""",
            """{"name":"Template","maxChatsCount":7,"affectExistingInstallations":false}"""
        ),
        ("Tag", "vip", """{"name":"vip","groupIds":["${sales.groupId}"]}""", """{"name":"vip","groupIds":[0]}"""),
        ("Tag", "refund", """{"name":"refund"}""", """{"name":"Refund"}"""),
        (
            "AutoAccess",
            "pricing",
            """{"groupIds":["${sales.groupId}"],"conditions":{"url":{"values":[{"value":"/pricing"}]}}}""",
            """{"groupIds":[0],"conditions":{"url":{"values":[{"value":"/prices"}]}}}"""
        ),
        (
            "AutoAccess",
            "help",
            """{"groupIds":[0],"conditions":{"domain":{"values":[{"value":"help.example.com"}]}},"description":"Help"}""",
            """{"groupIds":[0],"conditions":{"geolocation":{"values":[{"countryCode":"PL"}]}},"description":"Help"}"""
        ),
        (
            "AutoAccessRules",
            "routing",
            """{"rules":[{"key":"a","groupIds":["${sales.groupId}"],"conditions":{"url":{"values":[{"value":"/a"}]}}},"""
                + """{"key":"b","groupIds":[0],"conditions":{"url":{"values":[{"value":"/b"}]}}},"""
                + """{"key":"c","groupIds":[0],"conditions":{"url":{"values":[{"value":"/c"}]}}}]}""",
            """{"rules":[{"key":"c","groupIds":[0],"conditions":{"url":{"values":[{"value":"/c2"}]}}},"""
                + """{"key":"d","groupIds":[0],"conditions":{"url":{"values":[{"value":"/d"}]}}},"""
                + """{"key":"a","groupIds":[0],"conditions":{"url":{"values":[{"value":"/a"}]}}}]}"""
        ),
        (
            "AutoAccessRules",
            "fallback",
            """{"placement":{"at":"last"},"rules":[{"key":"y","groupIds":[0],"conditions":{"url":{"values":[{"value":"/y"}]}}},"""
                + """{"key":"z","groupIds":["${support.groupId}"],"conditions":{"url":{"values":[{"value":"/z"}]}}}]}""",
            """{"placement":{"at":"last"},"rules":[{"key":"z","groupIds":[0],"conditions":{"url":{"values":[{"value":"/z"}]}}}]}"""
        ),
        (
            "Property",
            "tier",
            """{"name":"tier","type":"int","access":{"license":{"agent":["read","write"]}}}""",
            """{"name":"tier","type":"int","access":{"license":{"agent":["read","write"]}},"description":"Tier"}"""
        ),
        (
            "LicenseProperties",
            "values",
            """{"namespace":"test","values":{"int_property":1,"string_property":"a"}}""",
            """{"namespace":"test","values":{"int_property":2}}"""
        ),
        (
            "Webhook",
            "hook",
            """{"action":"tag_created","url":"https://example.com/1","secretKey":"k","type":"license"}""",
            """{"action":"tag_created","url":"https://example.com/2","secretKey":"k","type":"license"}"""
        ),
        (
            "Webhook",
            "events",
            """{"action":"incoming_event","url":"https://example.com/3","secretKey":"k","type":"license"}""",
            """{"action":"incoming_chat","url":"https://example.com/3","secretKey":"k","type":"license"}"""
        ),
    ];

    public static int Count => Items.Length;

    public static string NameOf(int place) => Items[place].Name;

    /// <summary>A program of these places. What refers to a group that the program does not have, refers to General.</summary>
    public static IReadOnlyList<Declared> Program(IEnumerable<(int Place, bool Changed)> places)
    {
        var chosen = places.Select(p => (Item: Items[p.Place], p.Changed)).ToList();
        var names = chosen.Select(c => c.Item.Name).ToHashSet();
        return [.. chosen.Select(c => new Declared(c.Item.Type, c.Item.Name, Parse(c.Changed ? c.Item.Changed : c.Item.Inputs, names)))];
    }

    private static PropertyObject Parse(string json, HashSet<string> names)
    {
        foreach (var group in new[] { "sales", "support" }.Where(g => !names.Contains(g)))
            json = json.Replace($",{{\"groupId\":0,\"priority\":\"last\"}}", "", StringComparison.Ordinal)
                .Replace($"\"${{{group}.groupId}}\"", "0", StringComparison.Ordinal);
        return PluginHarness.Parse(json);
    }
}
