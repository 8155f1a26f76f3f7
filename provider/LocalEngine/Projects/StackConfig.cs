using System.Collections.Immutable;
using LocalEngine.State;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>The configuration of a stack, in Pulumi.&lt;stack&gt;.yaml.</summary>
internal sealed class StackConfig
{
    private readonly string _path;
    private readonly string _project;
    private readonly YamlMappingNode _root;

    private StackConfig(string path, string project, YamlMappingNode root) => (_path, _project, _root) = (path, project, root);

    /// <summary>The salt of the passphrase that encrypts its secrets, or null.</summary>
    public string? Salt => _root.Text("encryptionsalt");

    public static StackConfig Load(Project project, string stack)
    {
        var path = Path.Combine(project.Folder, $"Pulumi.{stack}.yaml");
        return new StackConfig(path, project.Name, File.Exists(path) ? YamlFile.Load(path) : []);
    }

    /// <summary>Completes a key to <c>namespace:name</c>. The namespace is the project's name by default.</summary>
    public string Qualify(string key) =>
        key.Contains(':', StringComparison.Ordinal) ? key.Replace(":config:", ":", StringComparison.Ordinal) : $"{_project}:{key}";

    /// <summary>Reads all values in plain text, and the keys of the secret ones.</summary>
    /// <exception cref="EngineException">A value is encrypted and there is no crypter.</exception>
    public (ImmutableSortedDictionary<string, string> Values, ImmutableHashSet<string> Secrets) Read(PassphraseCrypter? crypter)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var secrets = ImmutableHashSet.CreateBuilder<string>();
        foreach (var (key, node) in _root.Get("config") as YamlMappingNode ?? [])
        {
            var name = Qualify(key.ToString());
            if (node is YamlMappingNode map && map.Text("secure") is { } ciphertext)
            {
                values[name] = (
                    crypter ?? throw new EngineException($"The configuration '{name}' is encrypted: set PULUMI_CONFIG_PASSPHRASE.")
                ).Decrypt(ciphertext);
                secrets.Add(name);
            }
            else
            {
                values[name] = node is YamlScalarNode scalar ? scalar.Value ?? "" : Yaml.YamlValues.ToJson(node);
            }
        }

        return (values.ToImmutable(), secrets.ToImmutable());
    }

    /// <summary>Sets a value and writes the file.</summary>
    /// <param name="key">The key, with or without its namespace.</param>
    /// <param name="value">The value in plain text.</param>
    /// <param name="crypter">Encrypts a secret value; null for a value that is not secret.</param>
    public void Set(string key, string value, PassphraseCrypter? crypter)
    {
        if (_root.Get("config") is not YamlMappingNode config)
        {
            config = [];
            _root.Children[new YamlScalarNode("config")] = config;
        }

        config.Children[new YamlScalarNode(Qualify(key))] = crypter is null
            ? Scalar(value)
            : new YamlMappingNode { { "secure", new YamlScalarNode(crypter.Encrypt(value)) } };
        if (crypter is not null)
            _root.Children[new YamlScalarNode("encryptionsalt")] = new YamlScalarNode(crypter.Salt);
        YamlFile.Save(_root, _path);
    }

    /// <summary>Writes the salt of the state into the file, so that one passphrase serves configuration and state.</summary>
    public void SetSalt(string salt)
    {
        if (Salt == salt)
            return;
        _root.Children[new YamlScalarNode("encryptionsalt")] = new YamlScalarNode(salt);
        YamlFile.Save(_root, _path);
    }

    /// <summary>Quotes every text that could be read as another type, or as more than one scalar.</summary>
    private static YamlScalarNode Scalar(string value)
    {
        var isPlain =
            value is not ("true" or "false" or "null" or "") && value.All(char.IsAsciiLetterOrDigit) && !char.IsAsciiDigit(value[0]);
        return new YamlScalarNode(value) { Style = isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted };
    }
}
