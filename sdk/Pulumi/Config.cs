using System.Globalization;
using System.Text.Json;

namespace Pulumi;

/// <summary>Configuration of the stack, by namespace; the project's name by default.</summary>
/// <param name="name">The namespace, or null.</param>
public sealed class Config(string? name = null)
{
    private readonly string _name =
        name is null ? Deployment.Required.ProjectName
        : name.EndsWith(":config", StringComparison.Ordinal) ? name[..^":config".Length]
        : name;

    /// <summary>A value, or null.</summary>
    public string? Get(string key) => Deployment.Required.GetConfig($"{_name}:{key}");

    /// <summary>A boolean, or null.</summary>
    public bool? GetBoolean(string key) =>
        Convert(
            key,
            "boolean",
            v =>
                v switch
                {
                    "true" => true,
                    "false" => false,
                    _ => throw new FormatException(),
                }
        );

    /// <summary>An integer, or null.</summary>
    public int? GetInt32(string key) => Convert(key, "integer", v => int.Parse(v, CultureInfo.InvariantCulture));

    /// <summary>A number, or null.</summary>
    public double? GetDouble(string key) => Convert(key, "number", v => double.Parse(v, CultureInfo.InvariantCulture));

    /// <summary>A value of JSON, or the default.</summary>
    public T? GetObject<T>(string key) => Get(key) is { } json ? JsonSerializer.Deserialize<T>(json) : default;

    /// <summary>A secret, or null.</summary>
    public Output<string>? GetSecret(string key) => Get(key) is { } value ? Output.CreateSecret(value) : null;

    /// <summary>A secret boolean, or null.</summary>
    public Output<bool>? GetSecretBoolean(string key) => GetBoolean(key) is { } value ? Output.CreateSecret(value) : null;

    /// <summary>A secret integer, or null.</summary>
    public Output<int>? GetSecretInt32(string key) => GetInt32(key) is { } value ? Output.CreateSecret(value) : null;

    /// <summary>A secret value of JSON, or null.</summary>
    public Output<T>? GetSecretObject<T>(string key) =>
        Get(key) is { } json ? Output.CreateSecret(JsonSerializer.Deserialize<T>(json)!) : null;

    /// <summary>A value that must be there.</summary>
    public string Require(string key) => Get(key) ?? throw Missing(key);

    /// <summary>A boolean that must be there.</summary>
    public bool RequireBoolean(string key) => GetBoolean(key) ?? throw Missing(key);

    /// <summary>An integer that must be there.</summary>
    public int RequireInt32(string key) => GetInt32(key) ?? throw Missing(key);

    /// <summary>A number that must be there.</summary>
    public double RequireDouble(string key) => GetDouble(key) ?? throw Missing(key);

    /// <summary>A value of JSON that must be there.</summary>
    public T RequireObject<T>(string key) => Get(key) is null ? throw Missing(key) : GetObject<T>(key)!;

    /// <summary>A secret that must be there.</summary>
    public Output<string> RequireSecret(string key) => GetSecret(key) ?? throw Missing(key);

    private T? Convert<T>(string key, string kind, Func<string, T> convert)
        where T : struct
    {
        if (Get(key) is not { } text)
            return null;
        try
        {
            return convert(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new RunException($"The configuration '{_name}:{key}' must be a {kind}.");
        }
    }

    private RunException Missing(string key) =>
        new(
            $"Missing required configuration variable '{_name}:{key}'\n"
                + $"\tplease set a value using the command `pulumi config set {_name}:{key} <value>`"
        );
}
