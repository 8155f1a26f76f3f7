using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;

namespace Converter_Tests;

/// <summary>Holds a program that was read against the license that it was written of.</summary>
internal sealed class PclProgram
{
    public const string LogicalName = "__logicalName";

    private readonly ExportedLicense _license;
    private readonly Dictionary<string, string> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    private PclProgram(ExportedLicense license) => _license = license;

    /// <summary>Every object and setting once, under a name of its own, and every value as the model has it.</summary>
    public static void AssertIs(ExportedLicense license, HclBody body)
    {
        Assert.Empty(body.Attributes);
        var program = new PclProgram(license);
        var settings = body.Blocks.Where(b => b.Type == "config").ToList();
        var objects = body.Blocks.Where(b => b.Type == "resource").ToList();
        Assert.Equal(body.Blocks.Count, settings.Count + objects.Count);
        Assert.Equal(body.Blocks.Count, body.Blocks.Select(b => b.Labels[0]).Distinct().Count());
        Learn(license.Settings.Select(s => s.Key), settings, program._settings);
        Learn(license.Objects.Select(o => o.Name), objects, program._objects);
        foreach (var (setting, block) in license.Settings.Zip(settings))
            AssertSetting(setting, block);
        foreach (var (resource, block) in license.Objects.Zip(objects))
            program.AssertObject(resource, block);
    }

    /// <summary>Names of a program by the variables that stand for them.</summary>
    private static void Learn(IEnumerable<string> names, List<HclBlock> blocks, Dictionary<string, string> variables)
    {
        Assert.Equal(names, blocks.Select(NameOf));
        foreach (var block in blocks)
            variables[block.Labels[0]] = NameOf(block);
    }

    /// <summary>The name that Pulumi will give the resource.</summary>
    public static string NameOf(HclBlock block) =>
        block.Body.Attributes.TryGetValue(LogicalName, out var name) ? ((HclText)name).Value : block.Labels[0];

    private static void AssertSetting(StackSetting setting, HclBlock block)
    {
        var type = setting.Kind switch
        {
            SettingKind.Number => "int",
            SettingKind.Boolean => "bool",
            _ => "string",
        };
        Assert.Equal(type, block.Labels[1]);
        var standard = block.Body.Attributes.GetValueOrDefault("default");
        if (setting.IsSecret || setting.Value is null)
            Assert.Null(standard);
        else
            AssertLiteral(setting.Value, standard);
    }

    private void AssertObject(ExportedObject resource, HclBlock block)
    {
        Assert.Equal(resource.Type, block.Labels[1]);
        Assert.Empty(block.Body.Blocks);
        var inputs = block.Body.Attributes.Where(a => a.Key != LogicalName).ToList();
        Assert.Equal(resource.Inputs.Members.Select(m => m.Key), inputs.Select(i => i.Key));
        foreach (var ((_, expected), (_, actual)) in resource.Inputs.Members.Zip(inputs))
            AssertValue(expected, actual);
    }

    private void AssertValue(ProgramValue expected, HclValue actual)
    {
        switch (expected)
        {
            case ProgramValue.Literal literal:
                AssertLiteral(literal.Value, actual);
                break;
            case ProgramValue.Array list:
                var items = Assert.IsType<HclList>(actual).Items;
                Assert.Equal(list.Items.Length, items.Count);
                foreach (var (e, a) in list.Items.Zip(items))
                    AssertValue(e, a);
                break;
            case ProgramValue.Map map:
                var members = Assert.IsType<HclObject>(actual).Members;
                Assert.Equal(map.Members.Select(m => m.Key), members.Select(m => m.Key));
                foreach (var (name, value) in map.Members)
                    AssertValue(value, members[name]);
                break;
            case ProgramValue.Reference reference:
                var parts = Assert.IsType<HclReference>(actual).Parts;
                Assert.Equal([reference.Name, reference.Property], [_objects[parts[0]], .. parts.Skip(1)]);
                break;
            case ProgramValue.OfSetting setting:
                AssertSetting(_license.Settings.Single(s => s.Key == setting.Key), actual);
                break;
        }
    }

    private void AssertSetting(StackSetting setting, HclValue actual)
    {
        if (setting.IsSecret)
        {
            var call = Assert.IsType<HclCall>(actual);
            Assert.Equal("secret", call.Name);
            actual = Assert.Single(call.Arguments);
        }

        Assert.Equal(setting.Key, _settings[Assert.Single(Assert.IsType<HclReference>(actual).Parts)]);
    }

    private static void AssertLiteral(PropertyValue expected, HclValue? actual)
    {
        switch (expected)
        {
            case PropertyString text:
                Assert.Equal(text.Value, Assert.IsType<HclText>(actual).Value);
                break;
            case PropertyNumber number:
                Assert.Equal(number.Value, Assert.IsType<HclNumber>(actual).Value);
                break;
            case PropertyBool boolean:
                Assert.Equal(boolean.Value, Assert.IsType<HclBool>(actual).Value);
                break;
            default:
                Assert.Fail($"a program has no literal {expected}");
                break;
        }
    }
}
