using System.Text;
using LiveChatPulumi.Export.Writing;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>What a cluster has to know besides.</summary>
/// <param name="Secret">The Kubernetes Secret with the variables that the file of the fleet names.</param>
/// <param name="Namespace">The namespace of the stacks; null for that of the context.</param>
/// <param name="ServiceAccount">The account that programs run under; null for none.</param>
internal sealed record ClusterSettings(string Secret, string? Namespace, string? ServiceAccount);

/// <summary>A <c>Stack</c> of the Pulumi Kubernetes Operator (<c>pulumi.com/v1</c>) for each license.</summary>
internal static class OperatorManifests
{
    /// <summary>Writes the manifests, as documents of one YAML text.</summary>
    public static string Write(Fleet fleet, FleetSource source, ClusterSettings cluster)
    {
        var variables = fleet
            .Licenses.SelectMany(l => l.Environment.Values.Concat(l.Config.Values))
            .Distinct()
            .Order(StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append($"# The Secret '{cluster.Secret}' has these keys, and PULUMI_ACCESS_TOKEN:\n");
        foreach (var variable in variables)
            text.Append($"#   {variable}\n");
        foreach (var license in fleet.Licenses)
            Add(text, license, source, cluster);
        return text.ToString();
    }

    private static void Add(StringBuilder text, FleetLicense license, FleetSource source, ClusterSettings cluster)
    {
        text.Append("---\napiVersion: pulumi.com/v1\nkind: Stack\nmetadata:\n");
        text.Append($"  name: {YamlText.Of(license.Name)}\n");
        if (cluster.Namespace is { } place)
            text.Append($"  namespace: {YamlText.Of(place)}\n");
        text.Append("spec:\n");
        if (cluster.ServiceAccount is { } account)
            text.Append($"  serviceAccountName: {YamlText.Of(account)}\n");
        text.Append($"  stack: {YamlText.Of(source.Organization is { } owner ? $"{owner}/{license.Stack}" : license.Stack)}\n");
        text.Append($"  projectRepo: {YamlText.Of(source.Repository)}\n");
        text.Append($"  branch: {YamlText.Of(source.Branch)}\n");
        if (source.FolderOf(license) is not "." and var folder)
            text.Append($"  repoDir: {YamlText.Of(folder)}\n");
        if (source.DriftCron is { } cron)
            text.Append($"  driftDetection:\n    schedules:\n      - cron: {YamlText.Of(cron)}\n");
        text.Append("  envRefs:\n");
        AddReference(text, "PULUMI_ACCESS_TOKEN", "PULUMI_ACCESS_TOKEN", cluster);
        foreach (var (name, value) in source.Plain)
            text.Append($"    {YamlText.Of(name)}:\n      type: Literal\n      literal:\n        value: {YamlText.Of(value)}\n");
        foreach (var (name, variable) in license.Environment)
            AddReference(text, name, variable, cluster);
        if (license.Config.Count > 0)
            text.Append("  secretsRef:\n");
        foreach (var (key, variable) in license.Config)
            AddReference(text, key, variable, cluster);
    }

    private static void AddReference(StringBuilder text, string name, string variable, ClusterSettings cluster) =>
        text.Append($"    {YamlText.Of(name)}:\n      type: Secret\n      secret:\n")
            .Append($"        name: {YamlText.Of(cluster.Secret)}\n        key: {YamlText.Of(variable)}\n");
}
