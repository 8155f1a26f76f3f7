using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LocalEngine.State;
using LocalEngine.Yaml;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>The configuration of a stack, in Pulumi.&lt;stack&gt;.yaml.</summary>
internal sealed class StackConfig
{
    private readonly string _path;
    private readonly string _file;
    private readonly string _project;
    private readonly YamlMappingNode _root;

    private StackConfig(string path, string project)
    {
        (_path, _file, _project) = (path, Path.GetFileName(path), project);
        _root = File.Exists(path) ? YamlFile.Load(path) : [];
        if (_root.Get("secretsprovider") is { } provider && provider is not YamlScalarNode { Value: "passphrase" or "default" or "" })
            throw At(provider, $"the secrets provider of the stack is {YamlErrors.Shown(provider)}: {FileKeys.OtherSecrets}");
        FileKeys.Stack.Check(_root, "the stack", _file, _ => { });
        if (_root.Get("encryptionsalt") is { } salt and not YamlScalarNode)
            throw At(salt, "encryptionsalt must be a text.");
        if (_root.Get("config") is { } config && config is not (YamlMappingNode or YamlScalarNode { Value: "" or null or "~" or "null" }))
            throw At(config, "config must be a mapping of keys and values.");
    }

    /// <summary>The salt of the passphrase that encrypts its secrets, or null.</summary>
    public string? Salt => _root.Text("encryptionsalt");

    private YamlMappingNode Config => _root.Get("config") as YamlMappingNode ?? [];

    /// <exception cref="EngineException">The file is not one of a stack; the message has the position.</exception>
    public static StackConfig Load(Project project, string stack) =>
        new(Path.Combine(project.StackFolder, $"Pulumi.{stack}.yaml"), project.Name);

    /// <summary>Completes a key to <c>namespace:name</c>. The namespace is the project's name by default.</summary>
    public string Qualify(string key) =>
        key.Contains(':', StringComparison.Ordinal) ? key.Replace(":config:", ":", StringComparison.Ordinal) : $"{_project}:{key}";

    /// <summary>Reads all values in clear, and the keys of the secret ones.</summary>
    /// <exception cref="EngineException">A value is encrypted and there is no crypter, or it does not open.</exception>
    public StackValues Read(PassphraseCrypter? crypter)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var typed = ImmutableSortedDictionary.CreateBuilder<string, PropertyValue>(StringComparer.Ordinal);
        var secrets = ImmutableHashSet.CreateBuilder<string>();
        foreach (var (key, node) in Config)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } text })
                throw At(key, "a configuration key must be a text.");
            var name = Qualify(text);
            var isSecret = false;
            var clear = Clear(node, name, crypter, ref isSecret);
            if (isSecret)
                secrets.Add(name);
            values[name] = node is YamlScalarNode scalar ? scalar.Value ?? "" : YamlValues.ConfigText(clear);
            if (YamlValues.Plain(clear) is not (PropertyString or PropertyNull) and var value)
                typed[name] = value;
        }

        return new StackValues(values.ToImmutable(), secrets.ToImmutable(), typed.ToImmutable());
    }

    /// <summary>Sets a value and writes the file.</summary>
    /// <param name="key">The key, with or without its namespace.</param>
    /// <param name="value">The value in clear.</param>
    /// <param name="crypterOf">
    /// The crypter of the salt that the file has, or of a new stack for null: another process may have set it meanwhile, so it is asked for
    /// under the lock. Null for a value that is not secret.
    /// </param>
    public void Set(string key, string value, Func<string?, PassphraseCrypter>? crypterOf)
    {
        var name = Qualify(key);
        var written = Config.Select(c => c.Key.ToString()).FirstOrDefault(k => Qualify(k) == name) ?? name;
        StackFile.Change(
            _path,
            text =>
            {
                var crypter = crypterOf?.Invoke(YamlFile.Parse(text, _file).Text("encryptionsalt"));
                var changed = StackText.SetConfig(text, _file, written, crypter?.Encrypt(value) ?? value, crypter is not null);
                return crypter is null ? changed : StackText.SetSalt(changed, _file, crypter.Salt);
            }
        );
    }

    /// <summary>Takes a value out of the file.</summary>
    /// <exception cref="EngineException">The file has no such key.</exception>
    public void Remove(string key)
    {
        var name = Qualify(key);
        var written =
            Config.Select(c => c.Key.ToString()).FirstOrDefault(k => Qualify(k) == name)
            ?? throw new EngineException(
                $"configuration key '{name}' not found in {_file}; {Nearest.Hint(name, Config.Select(c => Qualify(c.Key.ToString())))}"
            );
        StackFile.Change(_path, text => StackText.RemoveConfig(text, _file, written));
    }

    /// <summary>Writes the salt of the state into a file that has none yet: secrets may be encrypted with the one that it has.</summary>
    public void SetSalt(string salt) =>
        StackFile.Change(
            _path,
            text => YamlFile.Parse(text, _file).Text("encryptionsalt") is null ? StackText.SetSalt(text, _file, salt) : text
        );

    /// <summary>A value with its <c>secure</c> parts in clear, at any depth.</summary>
    private YamlNode Clear(YamlNode node, string name, PassphraseCrypter? crypter, ref bool isSecret)
    {
        switch (node)
        {
            case YamlMappingNode { Children.Count: 1 } map when map.Text("secure") is { } ciphertext:
                isSecret = true;
                return new YamlScalarNode(Decrypt(node, name, ciphertext, crypter)) { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted };
            case YamlMappingNode map:
                var members = new YamlMappingNode();
                foreach (var (key, value) in map)
                    members.Add(key, Clear(value, name, crypter, ref isSecret));
                return members;
            case YamlSequenceNode list:
                var items = new YamlSequenceNode();
                foreach (var item in list)
                    items.Add(Clear(item, name, crypter, ref isSecret));
                return items;
            default:
                return node;
        }
    }

    private string Decrypt(YamlNode node, string name, string ciphertext, PassphraseCrypter? crypter)
    {
        if (crypter is null)
            throw At(node, $"the configuration '{name}' is encrypted, and the file has no encryptionsalt: {FileKeys.OtherSecrets}");
        try
        {
            return crypter.Decrypt(ciphertext);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException or OverflowException)
        {
            throw At(
                node,
                $"the configuration '{name}' does not open with the stack's passphrase and salt; it was encrypted for another stack or by "
                    + $"another secrets provider. Set it again: livechat config set --secret {name} <value>"
            );
        }
    }

    private EngineException At(YamlNode node, string message) => new($"{_file}:{node.Start.Line}:{node.Start.Column}: {message}");
}
