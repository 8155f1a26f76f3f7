using System.Security.Cryptography;
using System.Text;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>Encrypts secrets as Pulumi's passphrase provider does: AES-256-GCM, with a key from PBKDF2 with a million rounds.</summary>
internal sealed class PassphraseCrypter : ISecretCrypter
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string KnownText = "pulumi";

    private readonly byte[] _key;

    private PassphraseCrypter(byte[] key, string salt)
    {
        _key = key;
        Salt = salt;
    }

    /// <summary>
    /// The salt in the form of checkpoints and stack configurations. It holds a known text, encrypted, by which a wrong
    /// passphrase is recognised.
    /// </summary>
    public string Salt { get; }

    /// <summary>A crypter with a new salt.</summary>
    public static PassphraseCrypter Create(string passphrase, PassphraseKeys? keys = null)
    {
        var salt = RandomNumberGenerator.GetBytes(8);
        var key = (keys ?? new PassphraseKeys()).Of(passphrase, salt);
        return new PassphraseCrypter(key, $"v1:{Convert.ToBase64String(salt)}:{Encrypt(key, KnownText)}");
    }

    /// <summary>The crypter of an existing salt.</summary>
    /// <exception cref="EngineException">The salt was made with another passphrase.</exception>
    public static PassphraseCrypter Open(string passphrase, string salt, PassphraseKeys? keys = null)
    {
        var parts = salt.Split(':', 3);
        if (parts is not ["v1", var bytes, var encrypted])
            throw new EngineException("The stack's encryption salt is malformed.");
        var key = (keys ?? new PassphraseKeys()).Of(passphrase, Convert.FromBase64String(bytes));
        try
        {
            if (Decrypt(key, encrypted) == KnownText)
                return new PassphraseCrypter(key, salt);
        }
        catch (CryptographicException)
        {
            // Reported below, as is a text that decrypts to something else.
        }

        throw new EngineException("incorrect passphrase: PULUMI_CONFIG_PASSPHRASE does not open this stack's secrets.");
    }

    public string Encrypt(string plaintext) => Encrypt(_key, plaintext);

    public string Decrypt(string ciphertext) => Decrypt(_key, ciphertext);

    private static string Encrypt(byte[] key, string text)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[plain.Length + TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sealedText.AsSpan(0, plain.Length), sealedText.AsSpan(plain.Length));
        return $"v1:{Convert.ToBase64String(nonce)}:{Convert.ToBase64String(sealedText)}";
    }

    private static string Decrypt(byte[] key, string text)
    {
        if (text.Split(':') is not ["v1", var nonce, var body])
            throw new FormatException("A ciphertext is malformed.");
        var sealedText = Convert.FromBase64String(body);
        var plain = new byte[sealedText.Length - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(Convert.FromBase64String(nonce), sealedText.AsSpan(0, plain.Length), sealedText.AsSpan(plain.Length), plain);
        return Encoding.UTF8.GetString(plain);
    }
}
