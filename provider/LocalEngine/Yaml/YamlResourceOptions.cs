using LocalEngine.Projects;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>The <c>options</c> of a resource in a YAML program.</summary>
internal sealed class YamlResourceOptions(YamlEvaluator evaluator, YamlMappingNode options)
{
    /// <summary>Adds the options to a registration. Options that refer to resources wait until these are registered.</summary>
    public async Task AddToAsync(RegisterResourceRequest request, CancellationToken cancellationToken)
    {
        await AddReferencesAsync(request, cancellationToken).ConfigureAwait(false);
        await AddFlagsAsync(request, cancellationToken).ConfigureAwait(false);
        request.ImportId = options.Text("import") ?? "";
        request.Version = options.Text("version") ?? "";
        request.PluginDownloadURL = options.Text("pluginDownloadURL") ?? "";
        request.IgnoreChanges.AddRange(Texts("ignoreChanges"));
        request.ReplaceOnChanges.AddRange(Texts("replaceOnChanges"));
        request.AdditionalSecretOutputs.AddRange(Texts("additionalSecretOutputs"));
        request.Aliases.AddRange(Texts("aliases").Select(urn => new Alias { Urn = urn }));
        AddTimeouts(request.CustomTimeouts);
    }

    private async Task AddReferencesAsync(RegisterResourceRequest request, CancellationToken cancellationToken)
    {
        if (options.Get("parent") is { } parent)
            request.Parent = (await evaluator.ResourceAsync(parent, cancellationToken).ConfigureAwait(false)).Urn;
        if (options.Get("provider") is { } provider)
            request.Provider = (await evaluator.ResourceAsync(provider, cancellationToken).ConfigureAwait(false)).Reference;
        foreach (var node in request.Provider.Length == 0 ? Items("providers") : [])
        {
            var candidate = await evaluator.ResourceAsync(node, cancellationToken).ConfigureAwait(false);
            var package = ProgramTemplate.Package(Urn.Parse(candidate.Urn).Type);
            if (package == ProgramTemplate.Package(request.Type) && request.Provider.Length == 0)
                request.Provider = candidate.Reference;
        }

        if (options.Get("deletedWith") is { } with)
            request.DeletedWith = (await evaluator.ResourceAsync(with, cancellationToken).ConfigureAwait(false)).Urn;
        foreach (var node in Items("dependsOn"))
            request.Dependencies.Add((await evaluator.ResourceAsync(node, cancellationToken).ConfigureAwait(false)).Urn);
    }

    /// <summary>Sets the flags that the program gives; one that it does not give stays unset, which is not the same as false.</summary>
    private async Task AddFlagsAsync(RegisterResourceRequest request, CancellationToken cancellationToken)
    {
        if (options.Get("protect") is { } protect)
            request.Protect = await FlagAsync(protect, cancellationToken).ConfigureAwait(false);
        if (options.Get("retainOnDelete") is { } retain)
            request.RetainOnDelete = YamlValues.Flag(retain, "retainOnDelete");
        if (options.Get("deleteBeforeReplace") is { } first)
            (request.DeleteBeforeReplace, request.DeleteBeforeReplaceDefined) = (YamlValues.Flag(first, "deleteBeforeReplace"), true);
    }

    /// <summary>A flag, said as it is or by a key of the configuration.</summary>
    private async Task<bool> FlagAsync(YamlNode node, CancellationToken cancellationToken)
    {
        if (!ExpressionCheck.IsExpression(node))
            return YamlValues.Flag(node, "protect");
        var value = (await evaluator.EvaluateAsync(node, cancellationToken).ConfigureAwait(false)).Value;
        return value.Plain() is PropertyBool flag
            ? flag.Value
            : throw YamlErrors.At(node, $"protect must be true or false, and {YamlErrors.Shown(node)} is '{value}'");
    }

    private void AddTimeouts(RegisterResourceRequest.Types.CustomTimeouts timeouts)
    {
        if (options.Get("customTimeouts") is not YamlMappingNode given)
            return;
        timeouts.Create = given.Text("create") ?? "";
        timeouts.Update = given.Text("update") ?? "";
        timeouts.Delete = given.Text("delete") ?? "";
    }

    private IEnumerable<YamlNode> Items(string name) =>
        options.Get(name) switch
        {
            YamlSequenceNode list => list,
            { } single => [single],
            null => [],
        };

    private IEnumerable<string> Texts(string name) => Items(name).Select(n => ((YamlScalarNode)n).Value ?? "");
}
