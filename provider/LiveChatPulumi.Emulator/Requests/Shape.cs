using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LiveChatPulumi.Emulator.Requests;

/// <summary>The values that a parameter takes, as the API document states them.</summary>
internal abstract record Shape
{
    public static Shape Text(int? maxLength = null) => new TextShape(null, maxLength, null);

    public static Shape OneOf(params string[] values) => new TextShape(values, null, null);

    public static Shape Matching(Regex form) => new TextShape(null, null, form);

    public static Shape Int(int min = int.MinValue, int max = int.MaxValue) => new IntShape(min, max);

    public static Shape Bool { get; } = new BoolShape();

    /// <summary>Any value. The method itself checks it.</summary>
    public static Shape Any { get; } = new AnyShape();

    public static Shape List(Shape item) => new ListShape(item);

    public static Shape Map(Shape value) => new MapShape(value);

    public static Shape Object(params Parameter[] members) => new ObjectShape(members);

    /// <summary>Throws a validation failure when the value does not fit. Null counts as absent and is not passed here.</summary>
    public abstract void Check(string path, JsonNode value, EmulatorOptions options);

    private static ApiFailure Wrong(string path, string expected) => ApiFailure.Validation($"`{path}` must be {expected}");

    private sealed record TextShape(string[]? Values, int? MaxLength, Regex? Form) : Shape
    {
        public override void Check(string path, JsonNode value, EmulatorOptions options)
        {
            if (value.GetValueKind() != JsonValueKind.String)
                throw Wrong(path, "a string");
            var text = value.GetValue<string>();
            if (Values is not null && !Values.Contains(text))
                throw Wrong(path, "one of: " + string.Join(", ", Values));
            if (text.EnumerateRunes().Count() > MaxLength)
                throw Wrong(path, $"at most {MaxLength} characters long");
            if (Form?.IsMatch(text) == false)
                throw Wrong(path, "in the form HH:MM");
        }
    }

    private sealed record IntShape(int Min, int Max) : Shape
    {
        public override void Check(string path, JsonNode value, EmulatorOptions options)
        {
            if (value is not JsonValue v || v.GetValueKind() != JsonValueKind.Number || !v.TryGetValue<int>(out var number))
                throw Wrong(path, "an integer");
            if (number < Min || number > Max)
                throw Wrong(path, Max == int.MaxValue ? $"at least {Min}" : $"from {Min} to {Max}");
        }
    }

    private sealed record AnyShape : Shape
    {
        public override void Check(string path, JsonNode value, EmulatorOptions options) { }
    }

    private sealed record BoolShape : Shape
    {
        public override void Check(string path, JsonNode value, EmulatorOptions options)
        {
            if (value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
                throw Wrong(path, "a boolean");
        }
    }

    private sealed record ListShape(Shape Item) : Shape
    {
        public override void Check(string path, JsonNode value, EmulatorOptions options)
        {
            if (value is not JsonArray list)
                throw Wrong(path, "an array");
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is not { } item)
                    throw Wrong($"{path}[{i}]", "present");
                Item.Check($"{path}[{i}]", item, options);
            }
        }
    }

    private sealed record MapShape(Shape Value) : Shape
    {
        public override void Check(string path, JsonNode value, EmulatorOptions options)
        {
            if (value is not JsonObject map)
                throw Wrong(path, "an object");
            foreach (var (key, member) in map)
            {
                if (member is null)
                    throw Wrong($"{path}.{key}", "present");
                Value.Check($"{path}.{key}", member, options);
            }
        }
    }

    private sealed record ObjectShape(Parameter[] Members) : Shape
    {
        public override void Check(string path, JsonNode value, EmulatorOptions options)
        {
            if (value is not JsonObject map)
                throw Wrong(path, "an object");
            Parameter.CheckAll(path.Length == 0 ? "" : path + ".", Members, map, options);
        }
    }
}

/// <summary>One parameter of a method.</summary>
internal sealed record Parameter(string Name, Shape Shape, bool Required = false)
{
    /// <summary>Checks a request object against its parameters, in the document's order.</summary>
    public static void CheckAll(string prefix, Parameter[] parameters, JsonObject request, EmulatorOptions options)
    {
        foreach (var parameter in parameters)
        {
            var value = request[parameter.Name];
            if (value is not null)
                parameter.Shape.Check(prefix + parameter.Name, value, options);
            if (parameter.Required && IsMissing(value, options))
                throw ApiFailure.Validation($"`{prefix}{parameter.Name}` is required");
        }

        var unknown = request.Select(m => m.Key).FirstOrDefault(k => parameters.All(p => p.Name != k));
        if (unknown is not null && options.Is("unknownParameters", "rejected"))
            throw ApiFailure.Validation($"`{prefix}{unknown}` is not a known parameter");
    }

    private static bool IsMissing(JsonNode? value, EmulatorOptions options) =>
        value is null
        || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0 && options.Is("emptyTexts", "refused"));
}
