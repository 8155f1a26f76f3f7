using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;

namespace PluginProtocol.Values;

/// <summary>Reads and writes property trees as protobuf Struct messages, Pulumi's wire form.</summary>
public static class StructCodec
{
    /// <summary>Reads an object; null gives the empty object.</summary>
    /// <exception cref="FormatException">A special object has a signature that is not known.</exception>
    public static PropertyObject Read(Struct? message)
    {
        if (message is null)
            return PropertyObject.Empty;
        var builder = PropertyObject.Empty.Members.ToBuilder();
        foreach (var (key, value) in message.Fields)
            builder[key] = Read(value);
        return new PropertyObject(builder.ToImmutable());
    }

    /// <summary>Reads one value.</summary>
    public static PropertyValue Read(Value value) =>
        value.KindCase switch
        {
            Value.KindOneofCase.BoolValue => PropertyValue.Of(value.BoolValue),
            Value.KindOneofCase.NumberValue => PropertyValue.Of(value.NumberValue),
            Value.KindOneofCase.StringValue => Signatures.IsUnknown(value.StringValue)
                ? PropertyValue.Unknown
                : PropertyValue.Of(value.StringValue),
            Value.KindOneofCase.ListValue => PropertyValue.List(value.ListValue.Values.Select(Read)),
            Value.KindOneofCase.StructValue => SpecialForms.Decode(Read(value.StructValue)),
            _ => PropertyValue.Null,
        };

    /// <summary>Writes an object.</summary>
    public static Struct Write(PropertyObject value)
    {
        var message = new Struct();
        foreach (var (key, member) in value.Members)
            message.Fields.Add(key, Write(member));
        return message;
    }

    /// <summary>Writes one value.</summary>
    public static Value Write(PropertyValue value)
    {
        switch (value)
        {
            case PropertyBool b:
                return new Value { BoolValue = b.Value };
            case PropertyNumber n:
                return new Value { NumberValue = n.Value };
            case PropertyString s:
                return new Value { StringValue = s.Value };
            case PropertyUnknown:
                return new Value { StringValue = Signatures.Unknown };
            case PropertyObject o:
                return new Value { StructValue = Write(o) };
            case PropertyArray a:
                var list = new ListValue();
                list.Values.AddRange(a.Items.Select(Write));
                return new Value { ListValue = list };
            case PropertyNull:
                return new Value { NullValue = NullValue.NullValue };
            default:
                return new Value { StructValue = Write(SpecialForms.Encode(value)) };
        }
    }
}

/// <summary>The object forms of secret, output, resource reference and asset, shared by the wire and the checkpoint.</summary>
internal static class SpecialForms
{
    public static PropertyValue Decode(PropertyObject raw)
    {
        if (raw.Text(Signatures.Key) is not { } form)
            return raw;
        return form switch
        {
            Signatures.Secret => new PropertySecret(raw["value"] ?? PropertyValue.Null),
            Signatures.Output => new PropertyOutput(
                raw["value"] is PropertyUnknown ? null : raw["value"],
                raw["secret"] is PropertyBool { Value: true },
                raw["dependencies"] is PropertyArray d ? [.. d.Items.OfType<PropertyString>().Select(s => s.Value)] : []
            ),
            Signatures.Resource => new PropertyResourceReference(
                raw.Text("urn") ?? throw new FormatException("A resource reference has no URN."),
                raw["id"] is PropertyUnknown ? "" : raw.Text("id"),
                raw.Text("packageVersion") ?? ""
            ),
            Signatures.Asset => new PropertyAsset(false, raw.Without(Signatures.Key)),
            Signatures.Archive => new PropertyAsset(true, raw.Without(Signatures.Key)),
            _ => throw new FormatException($"A value has the signature '{form}', which this version does not know."),
        };
    }

    public static PropertyObject Encode(PropertyValue value)
    {
        switch (value)
        {
            case PropertySecret s:
                return Signed(Signatures.Secret).With("value", s.Value);
            case PropertyOutput o:
                var form = Signed(Signatures.Output);
                if (o.Value is not null)
                    form = form.With("value", o.Value);
                if (o.IsSecret)
                    form = form.With("secret", PropertyValue.Of(true));
                return o.Dependencies.IsEmpty
                    ? form
                    : form.With("dependencies", PropertyValue.List(o.Dependencies.Select(d => PropertyValue.Of(d))));
            case PropertyResourceReference r:
                var reference = Signed(Signatures.Resource).With("urn", PropertyValue.Of(r.Urn));
                if (r.Id is not null)
                    reference = reference.With("id", r.Id.Length == 0 ? PropertyValue.Unknown : PropertyValue.Of(r.Id));
                return r.PackageVersion.Length == 0 ? reference : reference.With("packageVersion", PropertyValue.Of(r.PackageVersion));
            case PropertyAsset a:
                return a.Fields.With(Signatures.Key, PropertyValue.Of(a.IsArchive ? Signatures.Archive : Signatures.Asset));
            default:
                throw new ArgumentException($"A value of kind {value.GetType().Name} has no object form.", nameof(value));
        }
    }

    private static PropertyObject Signed(string form) => PropertyObject.Of((Signatures.Key, PropertyValue.Of(form)));
}
