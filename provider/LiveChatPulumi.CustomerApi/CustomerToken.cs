using System.Text;

namespace LiveChatPulumi.CustomerApi;

/// <summary>An access token of a customer. <see cref="ToString"/> is masked; only <see cref="Reveal"/> gives the value.</summary>
public sealed class CustomerToken : IEquatable<CustomerToken>
{
    private const string Scheme = "Bearer ";

    private readonly string _value;

    /// <summary>Takes a token.</summary>
    /// <param name="value">The token, with or without <c>Bearer</c> in front.</param>
    /// <exception cref="ArgumentException">It is empty, or cannot stand in a header. The text itself is never told.</exception>
    public CustomerToken(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // With the space, so that a scheme without a token is not taken for one.
        value = value.Trim() + ' ';
        _value = (value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..] : value).Trim();
        if (Refusal(_value) is { } reason)
            throw new ArgumentException($"The customer token {reason}.", nameof(value));
    }

    /// <summary>The value in clear. Use it where it is sent, nowhere else.</summary>
    public string Reveal() => _value;

    /// <summary>The value of the header, and of a login.</summary>
    internal string Header => Scheme + _value;

    /// <inheritdoc/>
    public override string ToString() => "[secret]";

    /// <inheritdoc/>
    public bool Equals(CustomerToken? other) => other is not null && other._value == _value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CustomerToken);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    private static string? Refusal(string text) =>
        text.Length == 0 ? "is empty"
        : text.Any(char.IsControl) ? "holds a line break or another control character: copy it again, as one line"
        : !Ascii.IsValid(text) ? "holds a character that is no ASCII: copy it again, without quotes and dashes of a text editor"
        : null;
}

/// <summary>Where tokens come from. No document of the API says how one is made.</summary>
public interface ICustomerTokenSource
{
    /// <summary>Gives a token.</summary>
    /// <param name="refused">The token that the server took for invalid or expired; null at first. A source may have another.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<CustomerToken> GetAsync(CustomerToken? refused, CancellationToken cancellationToken);
}

/// <summary>A token that was given once and for all.</summary>
/// <param name="token">The token.</param>
public sealed class FixedCustomerToken(CustomerToken token) : ICustomerTokenSource
{
    /// <inheritdoc/>
    public ValueTask<CustomerToken> GetAsync(CustomerToken? refused, CancellationToken cancellationToken) => new(token);
}
