using LocalEngine.Deployments;
using LocalEngine.Projects;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Checks the shapes of a resource's options.</summary>
internal sealed class OptionsCheck(ProgramTemplate template, ExpressionCheck expressions, Action<string> warn)
{
    private static readonly string[] TextLists = ["additionalSecretOutputs", "aliases", "ignoreChanges", "replaceOnChanges"];
    private static readonly string[] Texts = ["import", "version", "pluginDownloadURL"];

    public async Task CheckAsync(YamlMappingNode options, string what, CancellationToken cancellationToken)
    {
        ProgramKeys.Options.Check(options, what, YamlErrors.File, warn);
        foreach (var name in TextLists)
            CheckTexts(options.Get(name), name);
        foreach (var name in Texts)
            CheckText(options.Get(name), name);
        foreach (var name in new[] { "ignoreChanges", "replaceOnChanges" })
            CheckPaths(options.Get(name));
        foreach (var alias in options.Get("aliases") as YamlSequenceNode ?? [])
            CheckUrn(alias);
        foreach (var name in new[] { "deleteBeforeReplace", "retainOnDelete" })
        {
            if (options.Get(name) is { } flag)
                YamlValues.Flag(flag, name);
        }

        CheckProtect(options.Get("protect"));
        CheckTimeouts(options.Get("customTimeouts"), what);
        foreach (var name in new[] { "parent", "provider", "deletedWith" })
        {
            if (options.Get(name) is { } reference)
                CheckReference(reference, name, name == "provider");
        }

        foreach (var name in new[] { "dependsOn", "providers" })
            CheckReferences(options.Get(name), name);
        foreach (var (_, node) in options)
            await expressions.CheckAsync(node, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses what is not a reference to a resource of the program.</summary>
    public void CheckReference(YamlNode node, string name, bool isProvider)
    {
        if (
            node is not YamlScalarNode { Value: { } text }
            || ExpressionCheck.Parse(node, text) is not { IsSingleReference: true } reference
            || reference.Parts[0].Reference!.Segments.Length != 1
        )
            throw YamlErrors.At(node, $"{name} must name a resource, as ${{name}}");
        if (template.TypeOf(reference.Parts[0].Root) is not { } type)
            throw YamlErrors.At(
                node,
                $"{name}: '{reference.Parts[0].Root}' is not a resource of this program; "
                    + Nearest.Hint(reference.Parts[0].Root, template.Resources.Select(r => r.Key.ToString()))
            );
        if (isProvider && !ProgramTemplate.IsProvider(type))
            throw YamlErrors.At(node, $"{name}: '{reference.Parts[0].Root}' is no provider; its type is {type}");
    }

    /// <summary>Refuses what is not a list of such references; null is none.</summary>
    public void CheckReferences(YamlNode? node, string name)
    {
        if (node is null)
            return;
        if (node is not YamlSequenceNode list)
            throw YamlErrors.At(node, $"{name} must be a list of resources, as [ ${{name}} ]");
        foreach (var item in list)
            CheckReference(item, name, name == "providers");
    }

    private static void CheckTexts(YamlNode? node, string name)
    {
        if (node is null)
            return;
        if (node is not YamlSequenceNode list)
            throw YamlErrors.At(node, $"{name} must be a list of texts");
        for (var i = 0; i < list.Children.Count; i++)
            CheckText(list.Children[i], $"{name}[{i}]");
    }

    private static void CheckText(YamlNode? node, string name)
    {
        if (node is null)
            return;
        if (node is not YamlScalarNode scalar || YamlValues.Scalar(scalar) is not string text)
            throw YamlErrors.At(node, $"{name} must be a text{(node is YamlScalarNode ? "; put it in quotes" : "")}");
        if (ExpressionCheck.Parse(node, text).References.Any())
            throw YamlErrors.At(node, $"{name} must be a text; Pulumi takes no expression here");
    }

    private static void CheckPaths(YamlNode? node)
    {
        foreach (var item in node as YamlSequenceNode ?? [])
        {
            try
            {
                PropertyPath.Parse(item.ToString());
            }
            catch (FormatException e)
            {
                throw YamlErrors.At(item, e.Message);
            }
        }
    }

    private static void CheckUrn(YamlNode alias)
    {
        try
        {
            Urn.Parse(alias.ToString());
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw YamlErrors.At(
                alias,
                $"'{YamlErrors.Shown(alias)}' is no URN; an alias is the whole URN, as urn:pulumi:stack::project::type::name"
            );
        }
    }

    /// <summary>Pulumi evaluates protect before variables and resources, so it knows the configuration alone.</summary>
    private void CheckProtect(YamlNode? node)
    {
        if (node is null)
            return;
        if (!ExpressionCheck.IsExpression(node))
            YamlValues.Flag(node, "protect");
        else if (node is not YamlScalarNode { Value: { } text } || !ExpressionCheck.Parse(node, text).IsSingleReference)
            throw YamlErrors.At(node, "protect must be true, false, or one ${key} of the configuration");
        else if (ExpressionCheck.Parse(node, text).Parts[0].Root is var root && !expressions.IsConfiguration(root))
            throw YamlErrors.At(node, $"protect: '{root}' is no configuration key; Pulumi evaluates no variable and no resource here");
    }

    private void CheckTimeouts(YamlNode? node, string what)
    {
        if (node is null)
            return;
        if (node is not YamlMappingNode timeouts)
            throw YamlErrors.At(node, "customTimeouts must be a mapping of create, update and delete");
        ProgramKeys.Timeouts.Check(timeouts, $"customTimeouts of {what}", YamlErrors.File, warn);
        foreach (var (key, value) in timeouts)
        {
            CheckText(value, $"customTimeouts.{key}");
            try
            {
                Durations.Seconds(value.ToString());
            }
            catch (EngineException e)
            {
                throw YamlErrors.At(value, $"customTimeouts.{key}: {e.Message}");
            }
        }
    }
}
