using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;
using TestSupport;

namespace Export_Tests;

/// <summary>Objects as a read gives them, by the schema of the repository.</summary>
internal static class Given
{
    public static ProviderSchema Schema { get; } = ProviderSchema.Parse(File.ReadAllText(Repo.Path("schema.json")));

    public static ReadObject Group(int id, string name) =>
        new(
            "livechat:index:Group",
            $"{id}",
            name,
            PropertyObject.Of(("name", PropertyValue.Of(name))),
            PropertyObject.Of(("groupId", PropertyValue.Of(id)), ("name", PropertyValue.Of(name)))
        );

    public static ReadObject Tag(string name, params int[] groups)
    {
        var inputs = PropertyObject.Of(
            ("name", PropertyValue.Of(name)),
            ("groupIds", PropertyValue.List(groups.Select(g => PropertyValue.Of(g))))
        );
        return new("livechat:index:Tag", name, name, inputs, inputs);
    }

    public static ReadObject Of(string type, string id, string title, params (string Key, PropertyValue Value)[] inputs) =>
        new("livechat:index:" + type, id, title, PropertyObject.Of(inputs), PropertyObject.Of(inputs));

    public static ExportedLicense Build(params ReadObject[] objects) => new ProgramBuilder(Schema).Build(objects);
}
