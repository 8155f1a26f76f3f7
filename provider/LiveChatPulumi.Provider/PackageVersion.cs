namespace LiveChatPulumi.Provider;

/// <summary>The version of the plugin: the one of Directory.Build.props.</summary>
internal static class PackageVersion
{
    public const string Current = Release.Version;
}
