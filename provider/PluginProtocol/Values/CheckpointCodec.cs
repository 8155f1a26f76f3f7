using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PluginProtocol.Values;

/// <summary>Turns the JSON text of a secret into what a checkpoint may hold, and back.</summary>
public interface ISecretCrypter
{
    /// <summary>Encrypts a text.</summary>
    string Encrypt(string plaintext);

    /// <summary>Decrypts a text that <see cref="Encrypt"/> made.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key is not the one that encrypted it.</exception>
    string Decrypt(string ciphertext);
}

/// <summary>
/// Reads and writes property trees as checkpoint JSON: the wire's signatures, but a secret as <c>ciphertext</c>
/// (encrypted) or <c>plaintext</c> (its JSON text, as <c>--show-secrets</c> exports it).
/// </summary>
/// <param name="crypter">Encrypts and decrypts secrets; null writes and reads plaintext only.</param>
public sealed class CheckpointCodec(ISecretCrypter? crypter)
{
    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">A secret cannot be read, or a signature is not known.</exception>
    public PropertyValue Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True:
                return PropertyValue.Of(true);
            case JsonValueKind.False:
                return PropertyValue.Of(false);
            case JsonValueKind.Number:
                return PropertyValue.Of(json.GetDouble());
            case JsonValueKind.String:
                var text = json.GetString()!;
                return Signatures.IsUnknown(text) ? PropertyValue.Unknown : PropertyValue.Of(text);
            case JsonValueKind.Array:
                return PropertyValue.List(json.EnumerateArray().Select(Read));
            case JsonValueKind.Object:
                return IsSecret(json) ? ReadSecret(json) : SpecialForms.Decode(ReadObject(json));
            default:
                return PropertyValue.Null;
        }
    }

    /// <summary>Reads the members of an object.</summary>
    public PropertyObject ReadObject(JsonElement json) =>
        PropertyObject.From(json.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, Read(m.Value))));

    /// <summary>Writes a value.</summary>
    public void Write(Utf8JsonWriter writer, PropertyValue value)
    {
        switch (value)
        {
            case PropertyBool b:
                writer.WriteBooleanValue(b.Value);
                break;
            case PropertyNumber n:
                writer.WriteNumberValue(n.Value);
                break;
            case PropertyString s:
                writer.WriteStringValue(s.Value);
                break;
            case PropertyUnknown:
                writer.WriteStringValue(Signatures.Unknown);
                break;
            case PropertyNull:
                writer.WriteNullValue();
                break;
            case PropertySecret s:
                WriteSecret(writer, s.Value);
                break;
            case PropertyOutput { Value: { } v } o:
                Write(writer, o.IsSecret ? PropertyValue.Secret(v) : v);
                break;
            case PropertyOutput:
                writer.WriteStringValue(Signatures.Unknown);
                break;
            case PropertyArray a:
                WriteArray(writer, a);
                break;
            case PropertyObject o:
                WriteObject(writer, o);
                break;
            default:
                Write(writer, SpecialForms.Encode(value));
                break;
        }
    }

    /// <summary>The JSON text of a value.</summary>
    public string WriteText(PropertyValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Json.Relaxed))
            Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteArray(Utf8JsonWriter writer, PropertyArray value)
    {
        writer.WriteStartArray();
        foreach (var item in value.Items)
            Write(writer, item);
        writer.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter writer, PropertyObject value)
    {
        writer.WriteStartObject();
        foreach (var (key, member) in value.Members)
        {
            writer.WritePropertyName(key);
            Write(writer, member);
        }

        writer.WriteEndObject();
    }

    private static bool IsSecret(JsonElement json) =>
        json.TryGetProperty(Signatures.Key, out var form) && form.ValueKind == JsonValueKind.String && form.ValueEquals(Signatures.Secret);

    private PropertySecret ReadSecret(JsonElement json)
    {
        if (json.TryGetProperty("plaintext", out var plain))
            return Parse(plain.GetString()!);
        if (!json.TryGetProperty("ciphertext", out var cipher))
            throw new FormatException("A secret has neither ciphertext nor plaintext.");
        if (crypter is null)
            throw new FormatException("The state holds encrypted secrets, and no passphrase is set.");
        return Parse(crypter.Decrypt(cipher.GetString()!));

        PropertySecret Parse(string text)
        {
            using var document = JsonDocument.Parse(text, Json.Deep);
            return new PropertySecret(Read(document.RootElement));
        }
    }

    private void WriteSecret(Utf8JsonWriter writer, PropertyValue value)
    {
        // Inside a secret nothing is encrypted a second time.
        var text = new CheckpointCodec(null).WriteText(value);
        writer.WriteStartObject();
        writer.WriteString(Signatures.Key, Signatures.Secret);
        if (crypter is null)
            writer.WriteString("plaintext", text);
        else
            writer.WriteString("ciphertext", crypter.Encrypt(text));
        writer.WriteEndObject();
    }
}

/// <summary>Settings of JSON readers and writers.</summary>
public static class Json
{
    /// <summary>Reads what is nested as deeply as writers write it. A reader's own limit of 64 is less than a program may nest.</summary>
    public static JsonDocumentOptions Deep { get; } = new() { MaxDepth = 1000 };

    /// <summary>Compact, and without escaping what JSON does not ask to escape.</summary>
    public static JsonWriterOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented, and without escaping what JSON does not ask to escape.</summary>
    public static JsonWriterOptions Indented { get; } =
        new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
