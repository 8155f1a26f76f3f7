using System.Collections.Frozen;

namespace PluginProtocol.Values;

/// <summary>The magic strings by which special values are told apart in plain JSON-like trees.</summary>
public static class Signatures
{
    /// <summary>Key of the member whose value names the form of a special object.</summary>
    public const string Key = "4dabf18193072939515e22adb298388d";

    /// <summary>Form: secret.</summary>
    public const string Secret = "1b47061264138c4ac30d75fd1eb44270";

    /// <summary>Form: output value.</summary>
    public const string Output = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

    /// <summary>Form: resource reference.</summary>
    public const string Resource = "5cf8f73096256a8f31e491e813e4eb8e";

    /// <summary>Form: asset.</summary>
    public const string Asset = "c44067f5952c0a294b673a41bacd8c17";

    /// <summary>Form: archive.</summary>
    public const string Archive = "0def7320c3a5731c473e5ecbe6d01bc7";

    /// <summary>The string that stands for an unknown value; the one we emit.</summary>
    public const string Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    private static readonly FrozenSet<string> Sentinels = new[]
    {
        Unknown,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for any of the seven strings that mean "not known yet".</summary>
    public static bool IsUnknown(string text) => text.Length == Unknown.Length && Sentinels.Contains(text);
}
