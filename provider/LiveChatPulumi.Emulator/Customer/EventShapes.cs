using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>The kinds of events, with the fields that their sender says. What else is sent does not become part of an event.</summary>
internal static class EventShapes
{
    private static readonly Parameter[] Common =
    [
        new("type", Shape.Text(), true),
        new("custom_id", Shape.Text()),
        new("recipients", Shape.OneOf("all", "agents")),
        new("properties", Shape.Map(Shape.Map(Shape.Any))),
    ];

    private static readonly Shape Option = Shape.Object(new("value", Shape.Text(), true), new("checked", Shape.Bool, true));

    private static readonly Shape Field = Shape.Object(
        new Parameter(
            "type",
            Shape.OneOf("name", "email", "question", "text", "textarea", "radio", "checkbox", "select", "group_chooser"),
            true
        ),
        new("id", Shape.Text()),
        new("label", Shape.Text(), true),
        new("required", Shape.Bool),
        new("value", Shape.Any),
        new("options", Shape.List(Option))
    );

    private static readonly Shape Image = Shape.Object(
        new("name", Shape.Text()),
        new("url", Shape.Text(), true),
        new("content_type", Shape.Text()),
        new("size", Shape.Int(0)),
        new("width", Shape.Int(0)),
        new("height", Shape.Int(0)),
        new("alternative_text", Shape.Text())
    );

    private static readonly Shape Button = Shape.Object(
        new("text", Shape.Text(), true),
        new("postback_id", Shape.Text(), true),
        new("user_ids", Shape.List(Shape.Text()))
    );

    private static readonly Shape Element = Shape.Object(
        new("title", Shape.Text()),
        new("subtitle", Shape.Text()),
        new("image", Image),
        new("buttons", Shape.List(Button))
    );

    private static readonly Dictionary<string, Parameter[]> Kinds = new(StringComparer.Ordinal)
    {
        ["message"] = [new("text", Shape.Text(), true)],
        ["system_message"] = [new("text", Shape.Text(), true), new("system_message_type", Shape.Text())],
        ["annotation"] = [new("annotation_type", Shape.Text(), true), new("text", Shape.Text())],
        ["filled_form"] = [new("form_id", Shape.Text(), true), new("fields", Shape.List(Field), true)],
        ["file"] =
        [
            new("name", Shape.Text(), true),
            new("url", Shape.Text(), true),
            new("content_type", Shape.Text(), true),
            new("size", Shape.Int(0), true),
            new("width", Shape.Int(0)),
            new("height", Shape.Int(0)),
            new("thumbnail_url", Shape.Text()),
            new("thumbnail2x_url", Shape.Text()),
        ],
        ["custom"] = [new("content", Shape.Any, true)],
        ["rich_message"] = [new("template_id", Shape.Text(), true), new("elements", Shape.List(Element))],
    };

    /// <summary>The event as it was said, with the fields of its kind alone.</summary>
    /// <param name="said">The event.</param>
    /// <param name="path">Its place in the request.</param>
    /// <param name="options">The switches.</param>
    /// <param name="isCustomer">True where a customer sends it, who sends no system messages.</param>
    public static JsonObject Read(JsonObject said, string path, EmulatorOptions options, bool isCustomer)
    {
        if (said["type"] is not JsonValue value || !value.TryGetValue<string>(out var type))
            throw ApiFailure.Validation($"`{path}.type` is required");
        if (!Kinds.TryGetValue(type, out var fields))
            throw ApiFailure.Validation($"`{path}.type` must be one of: {string.Join(", ", Kinds.Keys)}");
        if (type == "system_message" && isCustomer && options.Is("systemMessages", "refused"))
            throw ApiFailure.Validation($"`{path}`: a system message cannot be sent by a user");
        Parameter[] all = [.. Common, .. fields];
        Parameter.CheckAll(path + ".", all, said, options);
        if (said["elements"] is JsonArray elements)
            CheckCounts(elements, path);
        return new JsonObject(
            said.Where(m => m.Value is not null && all.Any(p => p.Name == m.Key))
                .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))
        );
    }

    private static void CheckCounts(JsonArray elements, string path)
    {
        if (elements.Count is < 1 or > 10)
            throw ApiFailure.Validation($"`{path}.elements` must have from 1 to 10 elements");
        if (elements.Any(e => e!["buttons"] is JsonArray { Count: < 1 or > 10 }))
            throw ApiFailure.Validation($"`{path}.elements[].buttons` must have from 1 to 10 buttons");
    }
}
