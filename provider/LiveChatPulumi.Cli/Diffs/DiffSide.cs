using System.Collections.Immutable;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Projects;

namespace LiveChatPulumi.Cli.Diffs;

/// <summary>
/// One of the two licenses: a stack of the project, whose configuration leads to it, or environment variables. <c>env</c> is
/// <c>LIVECHAT_...</c>, and <c>env:PROD</c> is <c>PROD_LIVECHAT_...</c>, with nothing of the others.
/// </summary>
/// <param name="Name">How it is called on the command line.</param>
/// <param name="Target">The configuration of the provider.</param>
/// <param name="Environment">The variables that the plugin sees.</param>
internal sealed record DiffSide(string Name, Target Target, IReadOnlyDictionary<string, string> Environment)
{
    private const string Variables = "env";
    private const string Prefix = "LIVECHAT_";

    /// <summary>What decides which license it is, by the name in the configuration and that of the variable.</summary>
    private static readonly (string Key, string Variable)[] Leads =
    [
        ("accessToken", "LIVECHAT_ACCESS_TOKEN"),
        ("accountId", "LIVECHAT_ACCOUNT_ID"),
        ("personalAccessToken", "LIVECHAT_PERSONAL_ACCESS_TOKEN"),
        ("apiUrl", "LIVECHAT_API_URL"),
        ("licenseId", "LIVECHAT_LICENSE_ID"),
        ("organizationId", "LIVECHAT_ORGANIZATION_ID"),
    ];

    /// <summary>Where the project's plugins are, by package.</summary>
    public ImmutableDictionary<string, string> PluginPaths { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The client id of the configuration; null for none.</summary>
    public string? Owner => Setting("ownerClientId", "LIVECHAT_OWNER_CLIENT_ID");

    /// <exception cref="EngineException">There is no such side.</exception>
    public static DiffSide Open(string name, string folder, CommandContext context)
    {
        if (name == Variables)
            return OfVariables(name, context.Environment);
        if (name.StartsWith(Variables + ":", StringComparison.Ordinal))
            return OfVariables(name, Renamed(context, name[(Variables.Length + 1)..]));
        if (!File.Exists(Path.Combine(folder, "Pulumi.yaml")))
            throw new EngineException(
                $"'{name}' would be a stack, and {Path.GetFullPath(folder)} is no project: run this in the project's folder, or name "
                    + "environment variables: env for LIVECHAT_ACCESS_TOKEN and the like, env:PROD for PROD_LIVECHAT_ACCESS_TOKEN."
            );
        var project = Project.Load(folder);
        var file = Path.Combine(project.StackFolder, $"Pulumi.{name}.yaml");
        if (!File.Exists(file))
            throw new EngineException($"there is no stack '{name}': {file} is missing. Environment variables are named env or env:PREFIX.");
        var workspace = Workspace.Open(folder, name, context);
        return new DiffSide(name, workspace.Target(), context.Environment) { PluginPaths = workspace.Project.PluginPaths };
    }

    /// <summary>A comparison of a license with itself would say that all is well.</summary>
    /// <exception cref="EngineException">Both lead to the same license.</exception>
    public void RefuseSame(DiffSide other)
    {
        if (Leads.All(l => Setting(l.Key, l.Variable) == other.Setting(l.Key, l.Variable)))
            throw new EngineException(
                $"{Name} and {other.Name} have the same credential and address, so they are the same license. A stack takes what its "
                    + "configuration does not set from the environment: set livechat:accessToken in each (livechat --stack NAME config set "
                    + "--secret livechat:accessToken)."
            );
    }

    private static DiffSide OfVariables(string name, IReadOnlyDictionary<string, string> environment) =>
        new(name, new Target("diff", "diff", "organization", ImmutableSortedDictionary<string, string>.Empty, []), environment);

    /// <summary>The variables of another license in place of those of this one.</summary>
    private static Dictionary<string, string> Renamed(CommandContext context, string name)
    {
        var prefix = name + "_" + Prefix;
        var own = context.Environment.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (own.Count == 0)
            throw new EngineException($"no variable begins with {prefix}: set {prefix}ACCESS_TOKEN, or another name than '{name}'.");
        foreach (var (key, value) in own.Where(v => v.Key.EndsWith("TOKEN", StringComparison.Ordinal)))
            context.Filter.Learn(value);
        var renamed = context
            .Environment.Where(v => !v.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        foreach (var (key, value) in own)
            renamed[key[(name.Length + 1)..]] = value;
        return renamed;
    }

    private string? Setting(string key, string variable) =>
        Target.Config.GetValueOrDefault("livechat:" + key)?.Trim() is { Length: > 0 } set ? set
        : Environment.GetValueOrDefault(variable)?.Trim() is { Length: > 0 } value ? value
        : null;
}
