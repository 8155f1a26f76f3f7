using System.Text;

namespace Codegen;

/// <summary>Everything of a package that is not a resource, function or type.</summary>
internal static class PackageFiles
{
    public static IEnumerable<(string Name, byte[] Content)> Write(PackageSchema schema)
    {
        yield return (".gitattributes", Text("* linguist-generated\n"));
        yield return (".gitignore", Text("bin\nobj\n"));
        yield return ("README.md", Text(Readme(schema)));
        yield return ("Config/README.md", Text(schema.Description + "\n"));
        yield return ("logo.png", Logo());
        yield return ("version.txt", Text(schema.Version));
        yield return ("pulumi-plugin.json", Text(PluginJson(schema)));
        yield return ("Utilities.cs", Text(Utilities(schema)));
        yield return ($"{schema.FullNamespace}.csproj", Text(Project(schema)));
    }

    private static byte[] Logo()
    {
        using var png = typeof(PackageFiles).Assembly.GetManifestResourceStream("logo.png")!;
        using var copy = new MemoryStream();
        png.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>What the package's page shows.</summary>
    private static string Readme(PackageSchema schema)
    {
        var server = schema.PluginDownloadUrl is null ? "" : $" --server {schema.PluginDownloadUrl}";
        var more = schema.Homepage is null ? "" : $"\nExamples, the reference of every resource, and the source: {schema.Homepage}\n";
        return $"""
                # {schema.FullNamespace}

                {schema.Description}

                ```sh
                dotnet add package {schema.FullNamespace} --version {schema.Version}
                pulumi plugin install resource {schema.Name} {schema.Version}{server}
                ```

                Programs begin with `using Pulumi;` and `using {schema.Namespace} = {schema.FullNamespace};`.

                """ + more;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string PluginJson(PackageSchema schema)
    {
        var server = schema.PluginDownloadUrl is null ? "" : $",\n  \"server\": \"{schema.PluginDownloadUrl}\"";
        return $"{{\n  \"resource\": true,\n  \"name\": \"{schema.Name}\",\n  \"version\": \"{schema.Version}\"{server}\n}}\n";
    }

    private static string Utilities(PackageSchema schema) =>
        Template(
            "Utilities.cs",
            ("FullNamespace", schema.FullNamespace),
            ("Namespace", schema.Namespace),
            ("PluginDownloadUrl", schema.PluginDownloadUrl is null ? "null" : Names.Literal(schema.PluginDownloadUrl))
        );

    private static string Project(PackageSchema schema) =>
        Template(
            "Package.csproj",
            ("FullNamespace", schema.FullNamespace),
            ("Version", schema.Version),
            ("Publisher", schema.Publisher),
            ("Description", Names.Xml(schema.Description)),
            ("License", schema.License),
            ("Homepage", schema.Homepage),
            ("Repository", schema.Repository)
        );

    /// <summary>A file of the folder Templates, with values in the places that have their names.</summary>
    private static string Template(string file, params (string Name, string? Value)[] values)
    {
        using var reader = new StreamReader(typeof(PackageFiles).Assembly.GetManifestResourceStream(file + ".txt")!);
        return values.Aggregate(reader.ReadToEnd(), (text, v) => text.Replace("{{" + v.Name + "}}", v.Value, StringComparison.Ordinal));
    }
}
