namespace LiveChatPulumi.Provider;

/// <summary>The version of the plugin.</summary>
internal static class PackageVersion
{
    public const string Current = "0.1.0";
}
