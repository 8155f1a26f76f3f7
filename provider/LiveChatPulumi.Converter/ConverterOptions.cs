using System.Collections.Immutable;

namespace LiveChatPulumi.Converter;

/// <summary>What stands behind <c>--</c> in <c>pulumi convert</c> and <c>pulumi import</c>.</summary>
/// <param name="Include">Patterns of types or names that are taken; all where there is none.</param>
/// <param name="Exclude">Patterns of types or names that are left out.</param>
/// <param name="Owners">Client ids whose objects are read besides those that the license itself names.</param>
/// <param name="Configuration">Settings of the provider, by key without namespace; others come from its environment variables.</param>
internal sealed record ConverterOptions(
    ImmutableArray<string> Include,
    ImmutableArray<string> Exclude,
    ImmutableArray<string> Owners,
    ImmutableSortedDictionary<string, string> Configuration
)
{
    /// <summary>Arguments are visible to every process of the machine.</summary>
    private static readonly string[] Secrets = ["accessToken", "personalAccessToken"];

    /// <exception cref="FormatException">An argument is not known, or has no value.</exception>
    public static ConverterOptions Read(IReadOnlyList<string> arguments)
    {
        var options = new ConverterOptions([], [], [], ImmutableSortedDictionary<string, string>.Empty);
        for (var i = 0; i < arguments.Count; i++)
        {
            // Pulumi adds this one by itself.
            if (arguments[i] == "--non-interactive")
                continue;
            var parts = arguments[i].Split('=', 2);
            if (parts[0] is not ("--include" or "--exclude" or "--owner" or "--config" or "-c"))
                throw new FormatException(
                    $"'{arguments[i]}' is no argument of this converter. "
                        + "There are: --include PATTERN, --exclude PATTERN, --owner CLIENT_ID, --config KEY=VALUE."
                );
            var value =
                parts.Length == 2 ? parts[1]
                : ++i < arguments.Count && !arguments[i].StartsWith('-') ? arguments[i]
                : throw new FormatException($"{parts[0]} needs a value.");
            options = options.With(parts[0], value);
        }

        return options;
    }

    private ConverterOptions With(string option, string value) =>
        option switch
        {
            "--include" => this with { Include = Include.Add(value) },
            "--exclude" => this with { Exclude = Exclude.Add(value) },
            "--owner" => this with { Owners = Owners.Add(value) },
            _ => this with { Configuration = WithSetting(value) },
        };

    private ImmutableSortedDictionary<string, string> WithSetting(string text)
    {
        const string space = "livechat:";
        var parts = text.Split('=', 2);
        if (parts.Length < 2)
            throw new FormatException($"--config takes KEY=VALUE, and '{text}' has no value.");
        var key = parts[0].StartsWith(space, StringComparison.Ordinal) ? parts[0][space.Length..] : parts[0];
        return Secrets.Contains(key)
            ? throw new FormatException(
                $"--config does not take {key}, because every process of the machine sees arguments: "
                    + "set LIVECHAT_ACCESS_TOKEN, or LIVECHAT_ACCOUNT_ID with LIVECHAT_PERSONAL_ACCESS_TOKEN, in the environment."
            )
            : Configuration.SetItem(key, parts[1]);
    }
}
