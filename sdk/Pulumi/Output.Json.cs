using System.Text;
using System.Text.Json;
using Pulumi.Serialization;

namespace Pulumi;

public static partial class Output
{
    /// <summary>The JSON text of a value. Outputs inside of it count: one that is unknown or secret makes the text so.</summary>
    public static Output<string> JsonSerialize<T>(Output<T> value, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Output<string>(WriteAsync());

        async Task<OutputData<string>> WriteAsync()
        {
            var data = await value.DataTask.ConfigureAwait(false);
            if (!data.IsKnown)
                return new OutputData<string>(data.Resources, "", false, data.IsSecret);
            while (true)
            {
                var inner = new JsonOutputs(data.Resources, data.IsSecret);
                using var text = new MemoryStream();
                await JsonSerializer.SerializeAsync(text, data.Value, inner.In(options)).ConfigureAwait(false);
                if (inner.Pending.Count == 0)
                    return inner.Of(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));

                // Converters cannot wait: what was not there yet is awaited here, and the text is written again.
                await Task.WhenAll(inner.Pending).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The value of a JSON text. Outputs inside of it are secret when the text is.</summary>
    public static Output<T> JsonDeserialize<T>(Output<string> json, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new Output<T>(ReadAsync());

        async Task<OutputData<T>> ReadAsync()
        {
            var data = await json.DataTask.ConfigureAwait(false);
            if (!data.IsKnown)
                return new OutputData<T>(data.Resources, default!, false, data.IsSecret);
            var inner = new JsonOutputs(data.Resources, data.IsSecret);
            return new OutputData<T>(data.Resources, JsonSerializer.Deserialize<T>(data.Value, inner.In(options))!, true, data.IsSecret);
        }
    }
}
