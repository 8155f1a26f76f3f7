using System.Text;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Schema;

/// <summary>
/// Writes the reference documentation from the specs and the table of actions:
/// a page a resource, the functions, and the coverage of the API.
/// </summary>
internal static class DocsWriter
{
    /// <summary>All pages by their path within the folder for documentation.</summary>
    public static IReadOnlyDictionary<string, string> Pages()
    {
        var pages = Catalog.Resources.ToDictionary(r => $"resources/{r.Spec.Name}.md", Resource, StringComparer.Ordinal);
        pages["functions.md"] = FunctionsPage();
        pages["coverage.md"] = Coverage();
        return pages;
    }

    /// <summary>The methods that a command uses, and nothing else.</summary>
    private static readonly (ApiAction Action, string User)[] Commands =
    [
        (ApiActions.RequestAgentUnsuspension, "`livechat request-unsuspension`"),
    ];

    private static string Resource(ManagedResource resource)
    {
        var spec = resource.Spec;
        var text = Begin(spec.Name).AppendLine(spec.Description).AppendLine();
        if (spec.Caveat is not null)
            text.AppendLine(spec.Caveat).AppendLine();
        text.AppendLine("## Example").AppendLine().Append(ExampleWriter.Write(spec)).AppendLine("## Inputs").AppendLine();
        Table(text, spec.Inputs, isInput: true);
        if (spec.Properties.Any(p => !p.IsSettable))
        {
            text.AppendLine("## Outputs").AppendLine().AppendLine("Besides the inputs:").AppendLine();
            Table(text, spec.Properties.Where(p => !p.IsSettable), isInput: false);
        }

        Types(text, spec.Properties);
        text.AppendLine("## Import")
            .AppendLine()
            .AppendLine($"By {spec.ImportId}:")
            .AppendLine()
            .AppendLine("```sh needs-pulumi")
            .AppendLine($"pulumi import {spec.Token} example '{spec.ImportExample}'")
            .AppendLine("```")
            .AppendLine();
        if (spec.ImportNotice is { } about)
            text.AppendLine(about).AppendLine();
        Calls(text, resource.Actions);
        return End(text);
    }

    private static string FunctionsPage()
    {
        var text = Begin("Functions")
            .AppendLine(
                "Reads of the license, and calls that are no resource. "
                    + "In C#: `LiveChat.GetAgent.Invoke(...)`; in YAML: `fn::invoke` with `livechat:getAgent`."
            )
            .AppendLine();
        foreach (var function in Catalog.Functions.OrderBy(f => f.Spec.Name, StringComparer.Ordinal))
        {
            text.AppendLine($"## {function.Spec.Name}").AppendLine().AppendLine(function.Spec.Description).AppendLine();
            if (!function.Spec.Inputs.IsEmpty)
                Table(text, function.Spec.Inputs, isInput: true);
            text.AppendLine("Gives:").AppendLine();
            Table(text, function.Spec.Outputs, isInput: false);
            text.AppendLine($"Calls: {string.Join(", ", function.Actions.Select(a => $"`{a.Name}`"))}").AppendLine();
        }

        Types(text, Catalog.Functions.SelectMany(f => f.Spec.Inputs.Concat(f.Spec.Outputs)));
        return End(text);
    }

    private static string Coverage()
    {
        var text = Begin("Coverage of the API")
            .AppendLine(
                "Every method of the Configuration API v3.6, and the two public reads of the Customer Chat API v3.2, with what uses it."
            )
            .AppendLine()
            .AppendLine("| method | batch twin | scopes | used by |")
            .AppendLine("|---|---|---|---|");
        foreach (var action in ApiActions.All.Values.OrderBy(a => a.Endpoint).ThenBy(a => a.Name, StringComparer.Ordinal))
        {
            var batch = action.Batch is null ? "" : $"`{action.Batch}`";
            text.AppendLine($"| `{action.Name}` | {batch} | {action.NeededScopes} | {string.Join(", ", Users(action))} |");
        }

        return End(text);
    }

    /// <summary>What uses a method: resources, functions and commands.</summary>
    public static IEnumerable<string> Users(ApiAction action) =>
        Catalog
            .Resources.Where(r => r.Actions.Contains(action))
            .Select(r => $"[{r.Spec.Name}](resources/{r.Spec.Name}.md)")
            .Concat(
                Catalog
                    .Functions.Where(f => f.Actions.Contains(action))
                    .Select(f => $"[{f.Spec.Name}](functions.md#{f.Spec.Name.ToLowerInvariant()})")
            )
            .Concat(Commands.Where(c => c.Action == action).Select(c => c.User));

    private static StringBuilder Begin(string title) =>
        new StringBuilder()
            .AppendLine($"# {title}")
            .AppendLine()
            .AppendLine("<!-- Written by `make docs` from the specs. -->")
            .AppendLine();

    private static string End(StringBuilder text) => text.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static void Calls(StringBuilder text, IEnumerable<ApiAction> actions)
    {
        text.AppendLine("## Calls and scopes").AppendLine().AppendLine("| method | scopes |").AppendLine("|---|---|");
        foreach (var action in actions)
            text.AppendLine($"| `{action.Name}` | {action.NeededScopes} |");
    }

    private static void Table(StringBuilder text, IEnumerable<PropertySpec> properties, bool isInput)
    {
        text.AppendLine(isInput ? "| input | type | on change | |" : "| output | type | |")
            .AppendLine(isInput ? "|---|---|---|---|" : "|---|---|---|");
        foreach (var p in properties)
            text.AppendLine(
                isInput
                    ? $"| `{p.Name}`{Needed(p)} | {TypeText(p.Type)} | {OnChange(p)} | {Text(p)} |"
                    : $"| `{p.Name}` | {TypeText(p.Type)} | {Text(p)} |"
            );
        text.AppendLine();
    }

    private static string Needed(PropertySpec p) =>
        p.IsRequiredBySchema ? " (required)"
        : p.Required ? " (required for a new one)"
        : "";

    private static string Text(PropertySpec p) =>
        p.Description
        + (p.Secret ? " Secret." : "")
        + (p.Class == PropertyClass.WriteOnly && p.Delivery == Delivery.InRequests ? " LiveChat does not show it." : "");

    private static string OnChange(PropertySpec p) =>
        p.Class switch
        {
            PropertyClass.Replace => "replaces",
            PropertyClass.CreateOnly => "refused",
            _ when p.Delivery == Delivery.Trigger => "acts",
            _ when p.Delivery == Delivery.Advice => "changes the state only",
            _ when p is { RevertsToDefault: true, Default: { } standard } => $"updates; left out, goes back to `{standard}`",
            _ => "updates",
        };

    private static void Types(StringBuilder text, IEnumerable<PropertySpec> properties)
    {
        var seen = new List<ObjectType>();
        Collect(properties, seen);
        if (seen.Count == 0)
            return;
        text.AppendLine("## Types").AppendLine();
        foreach (var type in seen)
        {
            text.AppendLine($"### {type.Name}")
                .AppendLine()
                .AppendLine(type.Description)
                .AppendLine()
                .AppendLine("| member | type | |")
                .AppendLine("|---|---|---|");
            foreach (var p in type.Properties)
                text.AppendLine($"| `{p.Name}`{(p.Required ? " (required)" : "")} | {TypeText(p.Type)} | {p.Description} |");
            text.AppendLine();
        }
    }

    private static void Collect(IEnumerable<PropertySpec> properties, List<ObjectType> seen)
    {
        foreach (var type in properties.Select(p => Inner(p.Type)).OfType<ObjectType>().Where(t => seen.All(s => s.Name != t.Name)))
        {
            seen.Add(type);
            Collect(type.Properties, seen);
        }
    }

    private static PropertyType Inner(PropertyType type) =>
        type switch
        {
            ListType list => Inner(list.Item),
            MapType map => Inner(map.Value),
            _ => type,
        };

    private static string TypeText(PropertyType type) =>
        type switch
        {
            AnyType => "text, whole number or boolean",
            BooleanType => "boolean",
            IntegerType { Min: { } min, Max: { } max } => $"whole number, {min} to {max}",
            IntegerType => "whole number",
            EnumType e => string.Join(", ", e.Values.Select(v => $"`{v.Value}`")),
            ListType { IsSet: true } set => $"set of {TypeText(set.Item)}",
            ListType list => $"list of {TypeText(list.Item)}",
            MapType map => $"map of {TypeText(map.Value)}",
            ObjectType o => $"[{o.Name}](#{o.Name.ToLowerInvariant()})",
            TextType { MaxLength: { } most } => $"text, at most {most} characters",
            _ => "text",
        };
}
