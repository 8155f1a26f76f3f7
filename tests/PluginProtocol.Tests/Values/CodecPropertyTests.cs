using System.Text.Json;
using FsCheck.Xunit;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Values;

namespace PluginProtocol_Tests;

/// <summary>What holds for any property value on the wire and in a checkpoint.</summary>
[Properties(Arbitrary = [typeof(PropertyTrees)], MaxTest = 200)]
public class CodecPropertyTests
{
    [Property]
    public void StructCodec_AnyValue_ComesBackFromItsBytes(PropertyValue value) =>
        Assert.Equal(value, StructCodec.Read(Value.Parser.ParseFrom(StructCodec.Write(value).ToByteArray())));

    [Property]
    public void StructCodec_AnyObject_ComesBackFromItsBytes(PropertyObject value) =>
        Assert.Equal(value, StructCodec.Read(Struct.Parser.ParseFrom(StructCodec.Write(value).ToByteArray())));

    [Property]
    public void StructCodec_AnyNumber_ComesBack(double number)
    {
        var read = StructCodec.Read(Value.Parser.ParseFrom(StructCodec.Write(PropertyValue.Of(number)).ToByteArray()));
        Assert.Equal(number, Assert.IsType<PropertyNumber>(read).Value);
    }

    [Property]
    public void CheckpointCodec_PlainText_ComesBackWithoutDependencies(PropertyValue value) =>
        Assert.Equal(WithoutOutputs(value), Reread(new CheckpointCodec(null), value));

    [Property]
    public void CheckpointCodec_Encrypted_ComesBackWithoutDependencies(PropertyValue value) =>
        Assert.Equal(WithoutOutputs(value), Reread(new CheckpointCodec(new Base64()), value));

    /// <summary>The text of a secret is in the checkpoint in no form but the crypter's.</summary>
    [Property]
    public void CheckpointCodec_SecretText_IsNowhereInClear(PropertyValue beside)
    {
        var value = PropertyObject.Of(
            ("beside", beside),
            ("deep", PropertyValue.List([PropertyValue.Secret(PropertyValue.Of("hush-hush"))]))
        );
        Assert.DoesNotContain("hush-hush", new CheckpointCodec(new Base64()).WriteText(value), StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", value.ToString(), StringComparison.Ordinal);
    }

    [Property]
    public void Equals_ValueReadTwice_IsEqualWithTheSameHash(PropertyValue value)
    {
        var copy = StructCodec.Read(StructCodec.Write(value));
        Assert.True(value.Equals(copy) && copy.Equals(value));
        Assert.Equal(value.GetHashCode(), copy.GetHashCode());
    }

    [Property]
    public void Equals_TwoValues_GoesBothWaysAndAgreesWithTheWire(PropertyValue a, PropertyValue b)
    {
        Assert.Equal(a.Equals(b), b.Equals(a));
        Assert.Equal(a.Equals(b), StructCodec.Write(a).Equals(StructCodec.Write(b)));
    }

    [Property]
    public void Plain_AnyValue_HasNoWrappersAndIsPlainAlready(PropertyValue value)
    {
        var plain = value.Plain();
        Assert.False(plain.Any(v => v is PropertySecret or PropertyOutput));
        Assert.Equal(plain, plain.Plain());
        Assert.Equal(value.ContainsUnknown, plain.ContainsUnknown);
    }

    private static PropertyValue Reread(CheckpointCodec codec, PropertyValue value)
    {
        using var document = JsonDocument.Parse(codec.WriteText(value));
        return codec.Read(document.RootElement);
    }

    /// <summary>A checkpoint holds no outputs: it keeps the value, secret where the output was.</summary>
    private static PropertyValue WithoutOutputs(PropertyValue value) =>
        value switch
        {
            PropertyOutput { Value: { } v, IsSecret: true } => WithoutOutputs(PropertyValue.Secret(v)),
            PropertyOutput { Value: { } v } => WithoutOutputs(v),
            PropertyOutput => PropertyValue.Unknown,
            PropertySecret s => new PropertySecret(WithoutOutputs(s.Value)),
            PropertyArray a => PropertyValue.List(a.Items.Select(WithoutOutputs)),
            PropertyObject o => Object(o),
            PropertyAsset a => new PropertyAsset(a.IsArchive, Object(a.Fields)),
            _ => value,
        };

    private static PropertyObject Object(PropertyObject value) =>
        PropertyObject.From(value.Members.Select(m => KeyValuePair.Create(m.Key, WithoutOutputs(m.Value))));

    private sealed class Base64 : ISecretCrypter
    {
        public string Encrypt(string plaintext) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(plaintext));

        public string Decrypt(string ciphertext) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(ciphertext));
    }
}
