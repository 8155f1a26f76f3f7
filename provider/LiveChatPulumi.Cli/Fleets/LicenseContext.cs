using LocalEngine;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>What the commands of one license work with: its own variables, and the output and secrets of all.</summary>
internal sealed class LicenseContext
{
    /// <summary>
    /// What says which license it is. A license has these from its own lines only: one that names an access token must not be reached by
    /// the personal access token of another, which would win.
    /// </summary>
    private static readonly string[] OfOneLicense =
    [
        "LIVECHAT_ACCESS_TOKEN",
        "LIVECHAT_ACCOUNT_ID",
        "LIVECHAT_CUSTOMER_TOKEN",
        "LIVECHAT_PERSONAL_ACCESS_TOKEN",
        "LIVECHAT_LICENSE_ID",
        "LIVECHAT_ORGANIZATION_ID",
        "LIVECHAT_REGION",
    ];

    private readonly FleetLicense _license;
    private readonly Dictionary<string, string> _config = new(StringComparer.Ordinal);

    /// <exception cref="EngineException">A variable that the license names is not set.</exception>
    public LicenseContext(CommandContext context, FleetLicense license)
    {
        _license = license;
        var variables = new Dictionary<string, string>(context.Environment);
        foreach (var name in OfOneLicense)
            variables.Remove(name);
        foreach (var (name, source) in license.Environment)
        {
            variables[name] = Value(context, source, "env", name);
            if (IsSecret(name))
                context.Filter.Learn(variables[name]);
        }

        foreach (var (key, source) in license.Config)
        {
            _config[key] = Value(context, source, "config", key);
            context.Filter.Learn(_config[key]);
        }

        Context = context with { Environment = variables };
    }

    /// <summary>The license's context.</summary>
    public CommandContext Context { get; }

    /// <summary>True for a variable whose value must be in no report.</summary>
    public static bool IsSecret(string name) =>
        ((string[])["TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "KEY"]).Any(w => name.Contains(w, StringComparison.Ordinal));

    /// <summary>Opens the license's stack.</summary>
    /// <exception cref="EngineException">There is no such project. One in a folder above would be another one.</exception>
    public Workspace Open(FleetPrograms programs)
    {
        var folder = _license.Folder;
        if (!File.Exists(Path.Combine(folder, "Pulumi.yaml")) && !File.Exists(Path.Combine(folder, "Pulumi.yml")))
            throw new EngineException($"{_license.Place}: there is no Pulumi.yaml in {folder}");
        return Workspace.Open(folder, _license.Stack, Context, _config, program => programs.InTurn(folder, program));
    }

    private string Value(CommandContext context, string source, string section, string name) =>
        context.Environment.GetValueOrDefault(source) is { Length: > 0 } value
            ? value
            : throw new EngineException($"{_license.Place}: the variable {source} is not set, which {section}.{name} takes its value from");
}
