using LiveChatPulumi.Provider.Rpc;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>
/// C14: states that a version wrote are understood by every later one. With RECORD_STATES=1 this class writes those that
/// the version does not have yet: all of a new version, one of a new resource. What is there already stays as it is.
/// </summary>
public class UpgradeTests
{
    public static TheoryData<string, string> Recorded
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var version in Directory.GetDirectories(Repo.Data("states")).Select(d => Path.GetFileName(d)!).Order())
            {
                foreach (var file in Directory.GetFiles(Repo.Data("states", version), "*.json").Order())
                    data.Add(version, Path.GetFileNameWithoutExtension(file));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task State_OfAnOlderVersion_ShowsNoChange(string version, string type)
    {
        var c = ResourceCase.Of(type);
        var state = PluginHarness.Parse(await File.ReadAllTextAsync(Repo.Data("states", version, type + ".json")));
        var (inputs, outputs) = ((PropertyObject)state["inputs"]!, (PropertyObject)state["outputs"]!);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var created = await plugin.CreateAsync(type, PluginHarness.Text(inputs));
        var id = created.Id;

        // What the server computes is this license's own.
        outputs = c
            .Spec.Properties.Where(p => p.Class == PropertyClass.Output && outputs[p.Name] is not null)
            .Aggregate(outputs, (o, p) => StructCodec.Read(created.Properties)[p.Name] is { } value ? o.With(p.Name, value) : o);
        Assert.Empty((await Checks.CheckAsync(plugin, c, inputs, inputs)).Failures);
        await AssertShowsNoChangeAsync(plugin, type, id, inputs, outputs);
        await plugin.Client.UpdateAsync(
            new UpdateRequest
            {
                Urn = PluginHarness.Urn(type),
                Id = id,
                Olds = StructCodec.Write(outputs),
                OldInputs = StructCodec.Write(inputs),
                News = StructCodec.Write(inputs),
            },
            default
        );

        // The provider's own marks are no properties.
        var names = outputs.Members.Keys.Where(k => !k.StartsWith("__", StringComparison.Ordinal));
        Assert.Subset(c.Spec.Properties.Select(p => p.Name).ToHashSet(), names.ToHashSet());
    }

    private static async Task AssertShowsNoChangeAsync(
        PluginHarness plugin,
        string type,
        string id,
        PropertyObject inputs,
        PropertyObject outputs
    )
    {
        var read = await plugin.Client.ReadAsync(
            new ReadRequest
            {
                Urn = PluginHarness.Urn(type),
                Id = id,
                Inputs = StructCodec.Write(inputs),
                Properties = StructCodec.Write(outputs),
            },
            default
        );
        var diff = await plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = PluginHarness.Urn(type),
                Id = id,
                Olds = StructCodec.Write(outputs),
                OldInputs = read.Inputs,
                News = StructCodec.Write(inputs),
            },
            default
        );
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
    }

    [Fact]
    public async Task States_OfThisVersion_AreRecordedForEveryResource()
    {
        var folder = Repo.Data("states", LiveChatPulumi.Provider.PackageVersion.Current);
        foreach (var c in ResourceCase.All)
        {
            var file = Path.Combine(folder, c.Type + ".json");
            if (!File.Exists(file) && Environment.GetEnvironmentVariable("RECORD_STATES") == "1")
                await RecordAsync(c, file);
            Assert.True(File.Exists(file), $"{file} is missing: see the summary of this class");
        }
    }

    private static async Task RecordAsync(ResourceCase c, string file)
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var created = await plugin.CreateAsync(c.Type, c.Example);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var state = PropertyObject.Of(
            ("id", PropertyValue.Of(created.Id)),
            ("inputs", PluginHarness.Parse(c.Example)),
            ("outputs", (PropertyObject)StructCodec.Read(created.Properties).Plain())
        );
        await File.WriteAllTextAsync(file, PluginHarness.Text(state) + "\n");
    }
}
