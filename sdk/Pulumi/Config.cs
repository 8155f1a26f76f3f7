using System.Diagnostics.CodeAnalysis;
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
    [return: MaybeNull]
    public T GetObject<T>(string key) => Read<T>(key, null);

    /// <summary>A value of JSON, or the default, read with options.</summary>
    [return: MaybeNull]
    public T GetObject<T>(string key, JsonSerializerOptions options) => Read<T>(key, options);

    /// <summary>A secret, or null.</summary>
    public Output<string>? GetSecret(string key) => Get(key) is { } value ? Output.CreateSecret(value) : null;

    /// <summary>A secret boolean, or null.</summary>
    public Output<bool>? GetSecretBoolean(string key) => GetBoolean(key) is { } value ? Output.CreateSecret(value) : null;

    /// <summary>A secret integer, or null.</summary>
    public Output<int>? GetSecretInt32(string key) => GetInt32(key) is { } value ? Output.CreateSecret(value) : null;

    /// <summary>A secret number, or null.</summary>
    public Output<double>? GetSecretDouble(string key) => GetDouble(key) is { } value ? Output.CreateSecret(value) : null;

    /// <summary>A secret value of JSON, or null.</summary>
    public Output<T>? GetSecretObject<T>(string key) => Get(key) is null ? null : Output.CreateSecret(Read<T>(key, null)!);

    /// <summary>A secret value of JSON, or null, read with options.</summary>
    public Output<T>? GetSecretObject<T>(string key, JsonSerializerOptions options) =>
        Get(key) is null ? null : Output.CreateSecret(Read<T>(key, options)!);

    /// <summary>A value that must be there.</summary>
    public string Require(string key) => Get(key) ?? throw Missing(key);

    /// <summary>A boolean that must be there.</summary>
    public bool RequireBoolean(string key) => GetBoolean(key) ?? throw Missing(key);

    /// <summary>An integer that must be there.</summary>
    public int RequireInt32(string key) => GetInt32(key) ?? throw Missing(key);

    /// <summary>A number that must be there.</summary>
    public double RequireDouble(string key) => GetDouble(key) ?? throw Missing(key);

    /// <summary>A value of JSON that must be there.</summary>
    public T RequireObject<T>(string key) => Get(key) is null ? throw Missing(key) : Read<T>(key, null)!;

    /// <summary>A value of JSON that must be there, read with options.</summary>
    public T RequireObject<T>(string key, JsonSerializerOptions options) => Get(key) is null ? throw Missing(key) : Read<T>(key, options)!;

    /// <summary>A secret that must be there.</summary>
    public Output<string> RequireSecret(string key) => GetSecret(key) ?? throw Missing(key);

    /// <summary>A secret boolean that must be there.</summary>
    public Output<bool> RequireSecretBoolean(string key) => Output.CreateSecret(RequireBoolean(key));

    /// <summary>A secret integer that must be there.</summary>
    public Output<int> RequireSecretInt32(string key) => Output.CreateSecret(RequireInt32(key));

    /// <summary>A secret number that must be there.</summary>
    public Output<double> RequireSecretDouble(string key) => Output.CreateSecret(RequireDouble(key));

    /// <summary>A secret value of JSON that must be there.</summary>
    public Output<T> RequireSecretObject<T>(string key) => Output.CreateSecret(RequireObject<T>(key));

    /// <summary>A secret value of JSON that must be there, read with options.</summary>
    public Output<T> RequireSecretObject<T>(string key, JsonSerializerOptions options) =>
        Output.CreateSecret(RequireObject<T>(key, options));

    [return: MaybeNull]
    private T Read<T>(string key, JsonSerializerOptions? options)
    {
        try
        {
            return Get(key) is { } json ? JsonSerializer.Deserialize<T>(json, options) : default;
        }
        catch (JsonException)
        {
            throw new RunException($"The configuration '{_name}:{key}' must be JSON of {typeof(T).Name}.");
        }
    }

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
