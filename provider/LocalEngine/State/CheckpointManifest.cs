using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalEngine.State;

/// <summary>The parts of a checkpoint's manifest that its reader and its writer share.</summary>
internal static class CheckpointManifest
{
    /// <summary>The version of Pulumi whose format is written. Pulumi checks only that the magic fits this text.</summary>
    public const string EngineVersion = "v3.250.0";

    /// <summary>The version of a state that names the features which a reader must know.</summary>
    public const int FeaturesVersion = 4;

    /// <summary>The feature of a state with resources that are to be made anew.</summary>
    public const string Taint = "taint";

    /// <summary>The digest by which Pulumi recognises a manifest of this version.</summary>
    public static string Magic(string version) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)));

    /// <summary>A time in the form of Go's RFC 3339 with fractions.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
