using System.Collections.Immutable;
using LocalEngine.State;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>A stack's configuration: Pulumi.&lt;stack&gt;.yaml.</summary>
internal sealed class StackConfig
{
    private readonly string _path;
    private readonly string _project;
    private readonly YamlMappingNode _root;

    private StackConfig(string path, string project, YamlMappingNode root) => (_path, _project, _root) = (path, project, root);

    /// <summary>The salt of its secrets, or null.</summary>
    public string? Salt => _root.Text("encryptionsalt");

    public static StackConfig Load(Project project, string stack)
    {
        var path = Path.Combine(project.Folder, $"Pulumi.{stack}.yaml");
        return new StackConfig(path, project.Name, File.Exists(path) ? YamlFile.Load(path) : []);
    }

    /// <summary>A key in full: <c>namespace:name</c>; the project's namespace by default.</summary>
    public string Qualify(string key) =>
        key.Contains(':', StringComparison.Ordinal) ? key.Replace(":config:", ":", StringComparison.Ordinal) : $"{_project}:{key}";

    /// <summary>All values in clear, and which of them are secret.</summary>
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
    public void Set(string key, string value, PassphraseCrypter? secretBy)
    {
        if (_root.Get("config") is not YamlMappingNode config)
        {
            config = [];
            _root.Children[new YamlScalarNode("config")] = config;
        }

        YamlNode node = secretBy is null
            ? new YamlScalarNode(value)
            {
                Style =
                    value is "true" or "false" or "null" or "~" or ""
                    || value.Any(c => !char.IsAsciiLetterOrDigit(c))
                    || char.IsAsciiDigit(value[0])
                        ? ScalarStyle.DoubleQuoted
                        : ScalarStyle.Plain,
            }
            : new YamlMappingNode { { "secure", new YamlScalarNode(secretBy.Encrypt(value)) } };
        config.Children[new YamlScalarNode(Qualify(key))] = node;
        if (secretBy is not null)
            _root.Children[new YamlScalarNode("encryptionsalt")] = new YamlScalarNode(secretBy.Salt);
        YamlFile.Save(_root, _path);
    }

    /// <summary>Notes the salt, so that configuration and state are opened by one passphrase.</summary>
    public void SetSalt(string salt)
    {
        if (Salt == salt)
            return;
        _root.Children[new YamlScalarNode("encryptionsalt")] = new YamlScalarNode(salt);
        YamlFile.Save(_root, _path);
    }
}
