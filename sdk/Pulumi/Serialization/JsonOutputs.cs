using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pulumi.Serialization;

/// <summary>Writes outputs and inputs inside of a value as what they hold, and remembers where they come from and what they are.</summary>
/// <param name="resources">The resources that the value around them comes from.</param>
/// <param name="isSecret">Whether the value around them is secret.</param>
internal sealed class JsonOutputs(ImmutableHashSet<Resource> resources, bool isSecret) : JsonConverterFactory
{
    private readonly HashSet<Resource> _resources = [.. resources];
    private bool _isKnown = true;
    private bool _isSecret = isSecret;

    /// <summary>Outputs that were not there yet when they were to be written.</summary>
    public List<Task> Pending { get; } = [];

    /// <summary>The user's options, with outputs.</summary>
    public JsonSerializerOptions In(JsonSerializerOptions? options)
    {
        var own = options is null ? new JsonSerializerOptions() : new JsonSerializerOptions(options);
        own.Converters.Add(this);
        return own;
    }

    /// <summary>The text, and what the outputs in it were.</summary>
    public OutputData<string> Of(string text) => new([.. _resources], _isKnown ? text : "", _isKnown, _isSecret);

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() is var t && (t == typeof(Output<>) || t == typeof(Input<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var converter = typeToConvert.GetGenericTypeDefinition() == typeof(Output<>) ? typeof(OutputConverter<>) : typeof(InputConverter<>);
        return (JsonConverter)Activator.CreateInstance(converter.MakeGenericType(typeToConvert.GetGenericArguments()), this)!;
    }

    private Output<T> Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        new(Task.FromResult(new OutputData<T>([.. _resources], JsonSerializer.Deserialize<T>(ref reader, options)!, true, _isSecret)));

    private void Write<T>(Utf8JsonWriter writer, Output<T> output, JsonSerializerOptions options)
    {
        if (!output.DataTask.IsCompletedSuccessfully)
        {
            Pending.Add(output.DataTask);
            writer.WriteNullValue();
            return;
        }

        var data = output.DataTask.Result;
        _resources.UnionWith(data.Resources);
        _isSecret |= data.IsSecret;
        _isKnown &= data.IsKnown;
        if (data.IsKnown)
            JsonSerializer.Serialize(writer, data.Value, options);
        else
            writer.WriteNullValue();
    }

    private sealed class OutputConverter<T>(JsonOutputs outputs) : JsonConverter<Output<T>>
    {
        public override Output<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            outputs.Read<T>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, Output<T> value, JsonSerializerOptions options) =>
            outputs.Write(writer, value, options);
    }

    private sealed class InputConverter<T>(JsonOutputs outputs) : JsonConverter<Input<T>>
    {
        public override Input<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            outputs.Read<T>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, Input<T> value, JsonSerializerOptions options) =>
            outputs.Write(writer, value.ToOutput(), options);
    }
}
