namespace Pulumi;

/// <summary>A package that a provider makes from parameters; resources of it are registered under its reference.</summary>
public sealed class RegisterPackageRequest
{
    /// <summary>Describes the package.</summary>
    /// <param name="name">Name of the provider's plugin.</param>
    /// <param name="version">Version of the plugin.</param>
    /// <param name="downloadUrl">Where the plugin is downloaded from.</param>
    /// <param name="checksums">Checksums of the plugin by platform.</param>
    /// <param name="parameterization">The parameters.</param>
    public RegisterPackageRequest(
        string name,
        string version,
        string? downloadUrl,
        Dictionary<string, byte[]>? checksums = null,
        PackageParameterization? parameterization = null
    )
    {
        (Name, Version, DownloadUrl) = (name, version, downloadUrl ?? "");
        (Checksums, Parameterization) = (checksums ?? [], parameterization);
    }

    /// <summary>Name of the provider's plugin.</summary>
    public string Name { get; }

    /// <summary>Version of the plugin.</summary>
    public string Version { get; }

    /// <summary>Where the plugin is downloaded from.</summary>
    public string DownloadUrl { get; }

    /// <summary>Checksums of the plugin by platform.</summary>
    public Dictionary<string, byte[]> Checksums { get; }

    /// <summary>The parameters.</summary>
    public PackageParameterization? Parameterization { get; }

    /// <summary>The package that is made, and what it is made from.</summary>
    /// <param name="name">Name of the package.</param>
    /// <param name="version">Version of the package.</param>
    /// <param name="value">What the provider makes it from.</param>
    public sealed class PackageParameterization(string name, string version, byte[] value)
    {
        /// <summary>Name of the package.</summary>
        public string Name { get; } = name;

        /// <summary>Version of the package.</summary>
        public string Version { get; } = version;

        /// <summary>What the provider makes it from.</summary>
        public byte[] Value { get; } = value;
    }
}
