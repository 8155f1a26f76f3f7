using System.Collections.Immutable;

namespace Pulumi;

/// <summary>A file or text, or a collection of such, that is handed to a provider.</summary>
public abstract class AssetOrArchive
{
    private protected AssetOrArchive(string form, object value) => (Form, Value) = (form, value);

    /// <summary>How the content is named on the wire: text, path, uri or assets.</summary>
    internal string Form { get; }

    internal object Value { get; }
}

/// <summary>One file or text.</summary>
public abstract class Asset : AssetOrArchive
{
    private protected Asset(string form, object value)
        : base(form, value) { }
}

/// <summary>A file on this machine.</summary>
public sealed class FileAsset : Asset
{
    /// <summary>Names the file.</summary>
    public FileAsset(string path)
        : base("path", path) { }
}

/// <summary>A text.</summary>
public sealed class StringAsset : Asset
{
    /// <summary>Takes the text.</summary>
    public StringAsset(string text)
        : base("text", text) { }
}

/// <summary>A file that is fetched from an address: <c>file://</c>, <c>http://</c> or <c>https://</c>.</summary>
public sealed class RemoteAsset : Asset
{
    /// <summary>Names the address.</summary>
    public RemoteAsset(string uri)
        : base("uri", uri) { }
}

/// <summary>A collection of assets and archives.</summary>
public abstract class Archive : AssetOrArchive
{
    private protected Archive(string form, object value)
        : base(form, value) { }
}

/// <summary>An archive or folder on this machine.</summary>
public sealed class FileArchive : Archive
{
    /// <summary>Names the archive.</summary>
    public FileArchive(string path)
        : base("path", path) { }
}

/// <summary>An archive that is fetched from an address.</summary>
public sealed class RemoteArchive : Archive
{
    /// <summary>Names the address.</summary>
    public RemoteArchive(string uri)
        : base("uri", uri) { }
}

/// <summary>An archive of what is listed.</summary>
public sealed class AssetArchive : Archive
{
    /// <summary>Takes the contents by their names inside of the archive.</summary>
    public AssetArchive(IDictionary<string, AssetOrArchive> assets)
        : base("assets", assets.ToImmutableDictionary()) { }
}
