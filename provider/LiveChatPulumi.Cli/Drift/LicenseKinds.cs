namespace LiveChatPulumi.Cli.Drift;

/// <summary>What the comparison has to know of the kinds of objects beyond the schema.</summary>
internal static class LicenseKinds
{
    /// <summary>A single routing rule.</summary>
    public const string Rule = "livechat:index:AutoAccess";

    /// <summary>Routing rules as one list.</summary>
    public const string RuleList = "livechat:index:AutoAccessRules";

    /// <summary>A person.</summary>
    public const string Agent = "livechat:index:Agent";

    /// <summary>A team.</summary>
    public const string Group = "livechat:index:Group";

    /// <summary>The team that every license has.</summary>
    public const string General = "0";

    /// <summary>Kinds of which nothing can be unmanaged, with the reasons.</summary>
    public static IReadOnlyDictionary<string, string> NotListed { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["livechat:index:AutoAccessRules"] = "its rules are looked at one by one",
            ["livechat:index:CompanyDetails"] = "LiveChat never shows them",
            ["livechat:index:GroupProperties"] = "LiveChat shows defaults like values that somebody has set",
            ["livechat:index:LicenseProperties"] = "LiveChat shows defaults like values that somebody has set",
            ["livechat:index:LicenseWebhooks"] = "they are on or off on every license",
        };

    /// <summary>Inputs that tell the provider how to go about calls: LiveChat does not have them.</summary>
    public static IReadOnlySet<string> Advice { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "affectExistingInstallations",
            "mode",
            "onDelete",
            "reactivateEmail",
            "rotateSecret",
        };

    /// <summary>Inputs that say where a rule stands.</summary>
    public static IReadOnlySet<string> Places { get; } = new HashSet<string>(StringComparer.Ordinal) { "nextId", "placement" };
}
