using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace LocalEngine.State;

/// <summary>The keys of passphrases and salts. Each is derived once: PBKDF2 with a million rounds takes half a second.</summary>
internal sealed class PassphraseKeys
{
    private const int Rounds = 1_000_000;
    private const int KeyBytes = 32;

    private readonly ConcurrentDictionary<(string Passphrase, string Salt), byte[]> _keys = new();

    /// <summary>The 32 bytes of the key.</summary>
    public byte[] Of(string passphrase, byte[] salt) =>
        _keys.GetOrAdd(
            (passphrase, Convert.ToBase64String(salt)),
            _ => Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, Rounds, HashAlgorithmName.SHA256, KeyBytes)
        );
}
