using LocalEngine.Deployments;
using LocalEngine.Projects;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Checks the references and builtins inside expressions.</summary>
internal sealed class ExpressionCheck(ProgramTemplate template, Target target, Schemas schemas, string folder, Action<string> warn)
{
    /// <summary>True for a text with references, and for the call of a builtin.</summary>
    public static bool IsExpression(YamlNode node) =>
        node switch
        {
            YamlScalarNode { Value: { } text } => text.Contains("${", StringComparison.Ordinal),
            YamlMappingNode map => ProgramTemplate.Function(map) is not null,
            _ => false,
        };

    /// <summary>Splits a text; a mistake in it has the node's position.</summary>
    public static Template Parse(YamlNode node, string text)
    {
        try
        {
            return Template.Parse(text);
        }
        catch (FormatException e)
        {
            throw YamlErrors.At(node, e.Message);
        }
    }

    /// <summary>Refuses a member that a schema does not have.</summary>
    public static void RefuseUnknownMembers(YamlMappingNode map, string what, IReadOnlySet<string>? known)
    {
        foreach (var (key, _) in map)
        {
            if (key is not YamlScalarNode)
                throw YamlErrors.At(key, $"{what}: a key must be a text");
            if (known?.Contains(key.ToString()) == false)
                throw YamlErrors.At(key, $"'{YamlErrors.Shown(key)}' does not exist in {what}; {Nearest.Hint(key.ToString(), known)}");
        }
    }

    /// <summary>True for a key that the program declares, or that the stack has a value of.</summary>
    public bool IsConfiguration(string name) =>
        template.Configuration.Get(name) is not null
        || template.Configuration.Get($"{target.Project}:{name}") is not null
        || target.Config.ContainsKey(name.Contains(':', StringComparison.Ordinal) ? name : $"{target.Project}:{name}");

    /// <summary>Checks an expression with all that is in it.</summary>
    public async Task CheckAsync(YamlNode node, CancellationToken cancellationToken)
    {
        switch (node)
        {
            case YamlScalarNode { Value: { } text } when text.Contains('$', StringComparison.Ordinal):
                foreach (var part in Parse(node, text).References)
                    await CheckReferenceAsync(part, node, cancellationToken).ConfigureAwait(false);
                break;
            case YamlSequenceNode list:
                foreach (var item in list)
                    await CheckAsync(item, cancellationToken).ConfigureAwait(false);
                break;
            case YamlMappingNode map:
                await CheckMappingAsync(map, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task CheckMappingAsync(YamlMappingNode map, CancellationToken cancellationToken)
    {
        foreach (var (key, _) in map)
        {
            if (key is not YamlScalarNode { Value: { } text })
                throw YamlErrors.At(key, "a key must be a text");
            var isBuiltin = text.StartsWith("fn::", StringComparison.OrdinalIgnoreCase);
            if (isBuiltin && map.Children.Count > 1)
                throw YamlErrors.At(key, $"{text} must stand alone in its mapping");
            if (isBuiltin && ProgramTemplate.Function(map) is null)
                warn(
                    $"{YamlErrors.Place(key)}there is no builtin {text}, so it stays a member of that name; "
                        + Nearest.Hint(text[4..], ProgramKeys.Functions.Keys.Select(k => k.Name))
                );
        }

        if (ProgramTemplate.Function(map) is { } function)
            await CheckCallAsync(function, map, cancellationToken).ConfigureAwait(false);
        else
            foreach (var (_, value) in map)
                await CheckAsync(value, cancellationToken).ConfigureAwait(false);
    }

    private async Task CheckCallAsync(string function, YamlMappingNode map, CancellationToken cancellationToken)
    {
        var argument = map.Children[0].Value;
        if (ProgramKeys.Functions.Keys.FirstOrDefault(k => k.Name == function) is { Use: KeyUse.Refused } refused)
            throw YamlErrors.At(map, $"fn::{function} is not supported by this engine: {refused.Text}");
        if (function == "invoke" || function.Contains(':', StringComparison.Ordinal))
        {
            await CheckInvokeAsync(function, ProgramTemplate.Call(function, argument), argument, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (function is "join" or "split" or "select" && argument is not YamlSequenceNode { Children.Count: 2 } && !IsExpression(argument))
            throw YamlErrors.At(argument, $"the argument of fn::{function} must be a list of two values");
        if (function is "join" or "split" or "select" && IsExpression(argument))
            throw YamlErrors.At(argument, $"the argument of fn::{function} must be a list of two values, and no expression");
        if (function is "toBase64" or "fromBase64" or "readFile" or "stringAsset" or "fileAsset" && argument is YamlSequenceNode)
            throw YamlErrors.At(argument, $"fn::{function} takes a text");
        if (function is "readFile" or "fileAsset" && argument is YamlScalarNode { Value: { } path } && !IsExpression(argument))
            ProgramFiles.Find(folder, path, argument);
        await CheckAsync(argument, cancellationToken).ConfigureAwait(false);
    }

    private async Task CheckInvokeAsync(string function, YamlMappingNode call, YamlNode at, CancellationToken cancellationToken)
    {
        if (function == "invoke")
            ProgramKeys.Invoke.Check(call, "fn::invoke", YamlErrors.File, warn);
        if (call.Get("function") is not YamlScalarNode { Value: { Length: > 0 } token })
            throw YamlErrors.At(call.Get("function") ?? at, "fn::invoke must name its function as a text");
        token = ProgramTemplate.Token(token);
        var schema = await schemas.OfAsync(ProgramTemplate.Package(token), cancellationToken).ConfigureAwait(false);
        SchemaItem? item = null;
        if (schema is not null && !schema.Functions.TryGetValue(token, out item))
            throw YamlErrors.At(at, $"There is no function {token}; {Nearest.Hint(token, schema.Functions.Keys)}");
        if (call.Get("arguments") is { } arguments)
        {
            if (arguments is YamlMappingNode members && ProgramTemplate.Function(members) is null)
                RefuseUnknownMembers(members, $"the arguments of {token}", item?.Inputs);
            else if (arguments is YamlSequenceNode or YamlScalarNode { Value.Length: > 0 } && !IsExpression(arguments))
                throw YamlErrors.At(arguments, "the arguments of a function must be a mapping");
            await CheckAsync(arguments, cancellationToken).ConfigureAwait(false);
        }

        if (call.Text("return") is { } member && item?.Outputs?.Contains(member) == false)
            throw YamlErrors.At(call.Get("return")!, $"{token} returns no '{member}'; {Nearest.Hint(member, item.Outputs)}");
        CheckInvokeOptions(call.Get("options"));
    }

    private void CheckInvokeOptions(YamlNode? node)
    {
        if (node is null)
            return;
        if (node is not YamlMappingNode options)
            throw YamlErrors.At(node, "options of fn::invoke must be a mapping");
        ProgramKeys.InvokeOptions.Check(options, "fn::invoke", YamlErrors.File, warn);
        var check = new OptionsCheck(template, this, warn);
        foreach (var name in new[] { "provider", "parent" })
        {
            if (options.Get(name) is { } reference)
                check.CheckReference(reference, name, name == "provider");
        }

        check.CheckReferences(options.Get("dependsOn"), "dependsOn");
    }

    private async Task CheckReferenceAsync(TemplatePart part, YamlNode node, CancellationToken cancellationToken)
    {
        var (name, segments) = (part.Root, part.Reference!.Segments);
        if (name == "pulumi")
        {
            if (segments is not [_, string member] || ProgramKeys.Pulumi.Keys.All(k => k.Name != member))
                throw YamlErrors.At(
                    node,
                    $"'{part.Reference}' is not known; "
                        + Nearest.Hint(segments is [_, string m, ..] ? m : "", ProgramKeys.Pulumi.Keys.Select(k => k.Name))
                );
            return;
        }

        if (template.TypeOf(name) is { } type)
            await CheckOutputAsync(part, type, node, cancellationToken).ConfigureAwait(false);
        else if (template.Variables.Get(name) is null && template.Resources.Get(name) is null && !IsConfiguration(name))
            throw YamlErrors.At(
                node,
                $"'{name}' is no resource, variable or configuration of this program"
                    + (Nearest.To(name, Names()) is { } near ? $"; did you mean '{near}'?" : "")
            );
    }

    private async Task CheckOutputAsync(TemplatePart part, string type, YamlNode node, CancellationToken cancellationToken)
    {
        if (part.Reference!.Segments is not [_, var first, ..])
            return;
        if (part.IndexesFirst)
            throw YamlErrors.At(node, $"Cannot index into '{part.Root}', which is a resource; write ${{{part.Root}.member}}");
        var token = ProgramTemplate.Token(type);
        var schema = await schemas.OfAsync(ProgramTemplate.Package(token), cancellationToken).ConfigureAwait(false);
        var outputs = ProgramTemplate.IsProvider(token) ? schema?.Provider?.Outputs : schema?.Resources.GetValueOrDefault(token)?.Outputs;
        if (outputs is null || first is "id" or "urn" || outputs.Contains((string)first))
            return;
        throw YamlErrors.At(node, $"'{first}' does not exist on '{part.Root}'; {Nearest.Hint((string)first, outputs)}");
    }

    private IEnumerable<string> Names() =>
        template.Variables.Concat(template.Resources).Concat(template.Configuration).Select(c => c.Key.ToString());
}
