using LocalEngine.Deployments;
using LocalEngine.Projects;
using LocalEngine.State;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>
/// Looks through a program before anything of it runs: every key is known, every reference leads somewhere, every option has its shape.
/// So a mistake ends the run before the first call.
/// </summary>
internal sealed class ProgramCheck(ProgramTemplate template, Target target, Schemas schemas, string folder, Action<string> warn)
{
    private readonly ExpressionCheck _expressions = new(template, target, schemas, folder, warn);

    /// <summary>Checks the program.</summary>
    /// <param name="stateHasResources">True where resources would be deleted that the program does not have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EngineException">There is a mistake; the message has its position.</exception>
    public async Task RunAsync(bool stateHasResources, CancellationToken cancellationToken)
    {
        RefuseMissingResources(stateHasResources);
        RefuseSharedNames();
        foreach (var (key, node) in template.Configuration)
            CheckDeclaration(key, node);
        foreach (var (_, node) in template.Variables)
            await _expressions.CheckAsync(node, cancellationToken).ConfigureAwait(false);
        foreach (var (key, node) in template.Resources)
            await CheckResourceAsync(key, node, cancellationToken).ConfigureAwait(false);
        foreach (var (_, node) in template.Outputs)
            await _expressions.CheckAsync(node, cancellationToken).ConfigureAwait(false);
    }

    private void RefuseMissingResources(bool stateHasResources)
    {
        if (template.HasResources)
            return;
        var misspelt = template.Root.FirstOrDefault(c =>
            FileKeys.Project.Keys.All(k => k.Name != c.Key.ToString()) && Nearest.To(c.Key.ToString(), ["resources"]) is not null
        );
        if (misspelt.Key is not null)
            throw YamlErrors.About(misspelt.Key, "is no section of a program; did you mean 'resources'?");
        if (stateHasResources)
            throw YamlErrors.At(
                template.Root,
                "there is no section 'resources', and the stack has resources. To delete them all, write 'resources: {}', or run destroy."
            );
    }

    private void RefuseSharedNames()
    {
        var resources = template.Resources.Children;
        if (resources.Keys.FirstOrDefault(template.Variables.Children.ContainsKey) is { } both)
            throw YamlErrors.About(both, "is the name of a variable and of a resource; give one of them another name");
        foreach (var (key, _) in template.Configuration)
        {
            var name = key.ToString();
            var plain = new YamlScalarNode(
                name.StartsWith(target.Project + ":", StringComparison.Ordinal) ? name[(target.Project.Length + 1)..] : name
            );
            var other =
                template.Variables.Children.ContainsKey(plain) ? "variable"
                : resources.ContainsKey(plain) ? "resource"
                : null;
            if (other is not null)
                throw YamlErrors.About(key, $"is the name of a configuration key and of a {other}; give one of them another name");
        }

        if (template.Variables.Concat(template.Resources).Select(c => c.Key).FirstOrDefault(k => k.ToString() == "pulumi") is { } reserved)
            throw YamlErrors.About(reserved, "is a name of Pulumi's own; choose another one");
    }

    private void CheckDeclaration(YamlNode key, YamlNode node)
    {
        if (node is not YamlMappingNode declaration)
            return;
        FileKeys.Declaration.Check(declaration, $"configuration key '{key}'", YamlErrors.File, warn);
        if (declaration.Get("secret") is { } secret)
            YamlValues.Flag(secret, "secret");
    }

    private async Task CheckResourceAsync(YamlNode key, YamlNode node, CancellationToken cancellationToken)
    {
        var what = $"resource '{key}'";
        if (node is not YamlMappingNode resource)
            throw YamlErrors.At(node, $"{what} must be a mapping of type, properties and options; is its content indented?");
        ProgramKeys.Resource.Check(resource, what, YamlErrors.File, warn);
        var type = Literal(resource, "type") ?? throw YamlErrors.At(resource, $"{what} has no type");
        Literal(resource, "name");
        if (resource.Get("defaultProvider") is { } flag && YamlValues.Flag(flag, "defaultProvider") && !ProgramTemplate.IsProvider(type))
            throw YamlErrors.At(flag, $"{what} is no provider, so it cannot be the default one");
        var schema = await TypeAsync(resource, type, cancellationToken).ConfigureAwait(false);
        if (resource.Get("get") is { } get)
            await CheckGetAsync(resource, get, what, schema, cancellationToken).ConfigureAwait(false);
        if (resource.Get("properties") is { } properties)
            await CheckMembersAsync(properties, $"properties of {what}", schema?.Inputs, cancellationToken).ConfigureAwait(false);
        if (resource.Get("options") is { } options)
        {
            if (options is not YamlMappingNode map)
                throw YamlErrors.At(options, $"options of {what} must be a mapping");
            await new OptionsCheck(template, _expressions, warn).CheckAsync(map, what, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckGetAsync(
        YamlMappingNode resource,
        YamlNode node,
        string what,
        SchemaItem? schema,
        CancellationToken cancellationToken
    )
    {
        if (node is not YamlMappingNode get)
            throw YamlErrors.At(node, $"get of {what} must be a mapping of id and state");
        ProgramKeys.Get.Check(get, $"get of {what}", YamlErrors.File, warn);
        if (resource.Get("properties") is { } properties)
            throw YamlErrors.At(properties, $"{what} has get and properties; it is either read or made");
        await _expressions
            .CheckAsync(get.Get("id") ?? throw YamlErrors.At(get, $"get of {what} names no id"), cancellationToken)
            .ConfigureAwait(false);
        if (get.Get("state") is { } state)
            await CheckMembersAsync(state, $"state of {what}", schema?.Outputs, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The schema of a resource's type; null for one whose plugin shows none.</summary>
    private async Task<SchemaItem?> TypeAsync(YamlMappingNode resource, string type, CancellationToken cancellationToken)
    {
        var token = ProgramTemplate.Token(type);
        if (token.Split(':') is not [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }])
            throw YamlErrors.At(resource.Get("type")!, $"'{type}' is no type; write it as package:Name or package:module:Name");
        if (token == ResourceState.StackReferenceType)
            return new SchemaItem(["name"], ["name", "outputs", "secretOutputNames"]);
        if (token is "pulumi:pulumi:Stash" or "pulumi:index:Stash")
            throw YamlErrors.At(resource.Get("type")!, $"this engine does not support {token}; run the program with `pulumi up`.");
        PackageSchema? schema;
        try
        {
            schema = await schemas.OfAsync(ProgramTemplate.Package(token), cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            throw YamlErrors.At(resource.Get("type")!, e.Message);
        }

        if (schema is null)
            return null;
        if (ProgramTemplate.IsProvider(token))
            return schema.Provider;
        return schema.Resources.TryGetValue(token, out var item)
            ? item
            : throw YamlErrors.At(
                resource.Get("type")!,
                $"There is no resource {token}{(Nearest.To(token, schema.Resources.Keys) is { } near ? $"; did you mean {near}?" : "")}"
            );
    }

    private async Task CheckMembersAsync(YamlNode node, string what, IReadOnlySet<string>? known, CancellationToken cancellationToken)
    {
        if (node is YamlMappingNode map && ProgramTemplate.Function(map) is null)
            ExpressionCheck.RefuseUnknownMembers(map, what, known);
        else if (node is not YamlMappingNode && node is not YamlScalarNode { Value: "" or null } && !ExpressionCheck.IsExpression(node))
            throw YamlErrors.At(node, $"{what} must be a mapping, or an expression that is one");
        await _expressions.CheckAsync(node, cancellationToken).ConfigureAwait(false);
    }

    private static string? Literal(YamlMappingNode node, string key) =>
        node.Get(key) switch
        {
            null => null,
            YamlScalarNode { Value: { Length: > 0 } text } scalar when YamlValues.Scalar(scalar) is string => text,
            var other => throw YamlErrors.At(other, $"{key} must be a text"),
        };
}
