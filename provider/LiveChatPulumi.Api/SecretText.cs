namespace LiveChatPulumi.Api;

/// <summary>A text that must not be shown. <see cref="ToString"/> is masked; only <see cref="Reveal"/> gives the value.</summary>
public sealed class SecretText(string value) : IEquatable<SecretText>
{
    private readonly string _value = value;

    /// <summary>The value in clear. Use it where it is sent, nowhere else.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => "[secret]";

    /// <inheritdoc/>
    public bool Equals(SecretText? other) => other is not null && other._value == _value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretText);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);
}
