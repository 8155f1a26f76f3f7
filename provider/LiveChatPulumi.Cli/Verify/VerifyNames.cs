using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.State;
using LocalEngine.Yaml;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>
/// What references of the file stand for: resources of the stack by their name, as in a program (<c>${sales.groupId}</c>), and outputs
/// of the stack (<c>${salesGroup}</c>).
/// </summary>
/// <param name="snapshot">The stack's state.</param>
/// <param name="filter">Learns what is secret.</param>
internal sealed class VerifyNames(Snapshot snapshot, MessageFilter filter)
{
    private readonly ILookup<string, ResourceState> _resources = snapshot
        .Resources.Where(r => r is { Delete: false, IsProvider: false } && r.Type != Urn.StackType)
        .ToLookup(r => r.Name, StringComparer.Ordinal);
    private readonly PropertyObject _outputs =
        snapshot.Resources.FirstOrDefault(r => r.Type == Urn.StackType)?.Outputs ?? PropertyObject.Empty;

    /// <summary>The value of a text: with references put in.</summary>
    /// <exception cref="FormatException">A reference is malformed, or names nothing.</exception>
    public PropertyValue Evaluate(string text)
    {
        var template = Template.Parse(text);
        if (template.IsSingleReference)
            return Resolve(template.Parts[0].Reference!);
        var parts = template.Parts.Select(p => p.Reference is { } reference ? Words(reference) : p.Text);
        return PropertyValue.Of(string.Concat(parts));
    }

    /// <summary>Keeps a secret of the file out of all texts.</summary>
    public void Keep(string? secret) => filter.Learn(secret);

    private string Words(PropertyPath reference) =>
        Resolve(reference) switch
        {
            PropertyString s => s.Value,
            PropertyNumber n => n.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            PropertyBool b => b.Value ? "true" : "false",
            _ => throw new FormatException($"${{{reference}}} is no text, so it cannot stand in one"),
        };

    private PropertyValue Resolve(PropertyPath reference)
    {
        var name = (string)reference.Segments[0];
        var rest = reference.Segments.Skip(1).ToList();
        var named = _resources[name].ToList();
        if (named.Count > 1)
            throw new FormatException(
                $"'{name}' are several resources ({string.Join(", ", named.Select(r => r.Type))}): export what is meant as an output of "
                    + "the stack, and name that"
            );
        if (named.Count == 1)
            return Found(OfResource(named[0], rest), reference, named[0]);
        if (_outputs[name] is { } output)
            return Found(rest.Aggregate((PropertyValue?)output, Member), reference, null);
        throw new FormatException(
            $"'{name}' is no resource of the stack and no output; "
                + Nearest.Hint(name, _resources.Select(r => r.Key).Concat(_outputs.Members.Keys))
        );
    }

    private PropertyValue Found(PropertyValue? value, PropertyPath reference, ResourceState? resource)
    {
        if (value?.Unwrapped is null or PropertyNull or PropertyUnknown)
        {
            var known = resource?.Outputs.Members.Keys.Where(k => !k.StartsWith("__", StringComparison.Ordinal)).Append("id");
            var hint = known is null || reference.Segments.Length < 2 ? "" : "; " + Nearest.Hint($"{reference.Segments[1]}", known);
            throw new FormatException($"${{{reference}}} has no value in the state{hint}");
        }

        filter.Learn(value);
        return value.Plain();
    }

    private static PropertyValue? OfResource(ResourceState resource, List<object> rest) =>
        rest switch
        {
            [] => throw new FormatException($"'{resource.Name}' is a resource: name one of its properties, such as {resource.Name}.id"),
            ["id"] => PropertyValue.Of(resource.Id),
            ["urn"] => PropertyValue.Of(resource.Urn),
            _ => rest.Aggregate((PropertyValue?)resource.Outputs, Member) ?? rest.Aggregate((PropertyValue?)resource.Inputs, Member),
        };

    /// <summary>What is inside a secret is secret.</summary>
    private static PropertyValue? Member(PropertyValue? value, object segment)
    {
        var member = (value?.Unwrapped, segment) switch
        {
            (PropertyObject o, string key) => o[key],
            (PropertyArray a, int index) when index >= 0 && index < a.Items.Length => a.Items[index],
            _ => null,
        };
        return member is not null && value is PropertySecret ? PropertyValue.Secret(member) : member;
    }
}
