using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace LocalEngine.State;

/// <summary>The keys of passphrases and salts. Each is derived once: PBKDF2 with a million rounds takes half a second.</summary>
/// <param name="rounds">How many rounds; those of Pulumi where it, or another process, is to read what is encrypted.</param>
internal sealed class PassphraseKeys(int rounds = PassphraseKeys.RoundsOfPulumi)
{
    /// <summary>The rounds that Pulumi makes.</summary>
    public const int RoundsOfPulumi = 1_000_000;

    private const int KeyBytes = 32;

    private readonly ConcurrentDictionary<(string Passphrase, string Salt), byte[]> _keys = new();

    /// <summary>The 32 bytes of the key.</summary>
    public byte[] Of(string passphrase, byte[] salt) =>
        _keys.GetOrAdd(
            (passphrase, Convert.ToBase64String(salt)),
            _ => Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, rounds, HashAlgorithmName.SHA256, KeyBytes)
        );
}
