using Codegen;

// Codegen <schema.json> <output folder>: writes the C# SDK; with --check it writes nothing and fails when files are stale.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: Codegen <schema.json> <output folder> [--check]");
    return 2;
}

var files = SdkGenerator.Generate(PackageSchema.Parse(File.ReadAllText(args[0])));
var stale = files
    .Where(f =>
        !File.Exists(Path.Combine(args[1], f.Key)) || !File.ReadAllBytes(Path.Combine(args[1], f.Key)).AsSpan().SequenceEqual(f.Value)
    )
    .Select(f => f.Key)
    .ToList();
if (args.Contains("--check"))
{
    foreach (var name in stale)
        Console.Error.WriteLine($"{name} is stale; run 'make sdk'.");
    return stale.Count == 0 ? 0 : 1;
}

foreach (var name in stale)
{
    var path = Path.Combine(args[1], name);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllBytes(path, files[name]);
    Console.WriteLine("wrote " + path);
}

return 0;
