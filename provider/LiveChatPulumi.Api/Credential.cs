using System.Text;
using System.Text.RegularExpressions;

namespace LiveChatPulumi.Api;

/// <summary>The credential of calls (API document, section Authentication).</summary>
public abstract partial record Credential
{
    /// <summary>The Authorization header's value, in clear.</summary>
    internal abstract string Header { get; }

    /// <summary>Why a text cannot be part of a credential; null where it can. The text itself is never told.</summary>
    /// <param name="text">An account id or a token.</param>
    public static string? Refusal(string text) =>
        text.Any(char.IsControl) ? "holds a line break or another control character: copy it again, as one line"
        : !Ascii.IsValid(text) ? "holds a character that is no ASCII: copy it again, without quotes and dashes of a text editor"
        : null;

    /// <summary>The texts that must not be shown: the secret, and the forms in which a call carries it.</summary>
    public abstract IReadOnlyList<string> RevealSecrets();

    /// <summary>The region that the token names by its prefix, or null.</summary>
    internal virtual string? Region => null;

    /// <summary>True for a personal access token, which belongs to no client id.</summary>
    public virtual bool IsPersonalAccessToken => false;

    /// <summary>An OAuth 2.1 access token; <c>dal:</c> or <c>fra:</c> in front names its region.</summary>
    public sealed partial record Bearer(SecretText Token) : Credential
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> RevealSecrets() => [Token.Reveal(), Decoded];

        internal override string Header => "Bearer " + Decoded;

        internal override string? Region => Prefix().Match(Decoded) is { Success: true } m ? m.Groups[1].Value : null;

        private string Decoded => Token.Reveal().Replace("%3A", ":", StringComparison.OrdinalIgnoreCase);

        [GeneratedRegex("^(dal|fra):")]
        private static partial Regex Prefix();
    }

    /// <summary>A personal access token with the id of the account that made it; goes as Basic.</summary>
    public sealed record PersonalAccessToken(string AccountId, SecretText Token) : Credential
    {
        /// <inheritdoc/>
        public override bool IsPersonalAccessToken => true;

        /// <inheritdoc/>
        public override IReadOnlyList<string> RevealSecrets() => [Token.Reveal(), Encoded];

        internal override string Header => "Basic " + Encoded;

        private string Encoded => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AccountId}:{Token.Reveal()}"));
    }
}
