using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>Reads all objects of a kind, less those that the arguments rule out.</summary>
internal sealed class ListObjects(
    string name,
    ObjectResource resource,
    ApiAction action,
    string result,
    string description,
    ImmutableArray<PropertySpec> inputs,
    Func<PropertyObject, PropertyObject, bool>? isWanted = null
)
    : Function(
        new FunctionSpec(
            name,
            description,
            inputs,
            [
                new(
                    result,
                    "",
                    PropertyType.List(Details.Type(resource.Spec, $"{Article(resource)} {resource.Spec.Noun} as LiveChat has it.")),
                    "What was found."
                )
                {
                    AlwaysPresent = true,
                    Class = PropertyClass.Output,
                },
            ]
        )
    )
{
    public override ImmutableArray<ApiAction> Actions { get; } = [action];

    private static string Article(ObjectResource resource) => "aeiou".Contains(resource.Spec.Noun[0]) ? "An" : "A";

    /// <summary>True when an object belongs to one of the groups that an argument names, or the argument names none.</summary>
    public static bool IsInGroups(PropertyObject arguments, IEnumerable<PropertyValue?> groups) =>
        arguments["groupIds"]?.Plain() is not PropertyArray { Items.Length: > 0 } wanted
        || groups.Any(g => g is not null && wanted.Items.Contains(g));

    public override async Task<FunctionResult> InvokeAsync(ProviderRun run, PropertyObject arguments, CancellationToken cancellationToken)
    {
        await run.OwnWrites.UntilShownAsync(resource.Spec.Token, cancellationToken);
        var all = await resource.ListAsync(run, arguments, cancellationToken);
        var secrets = resource.Spec.Properties.Where(p => p.Secret).Select(p => p.Name).ToList();
        var items = all.Where(o => isWanted?.Invoke(arguments, o.Live) != false)
            .Select(o => secrets.Aggregate(o.Live, (l, s) => l[s] is { } value ? l.With(s, PropertyValue.Secret(value)) : l));
        return new FunctionResult(PropertyObject.Of((result, PropertyValue.List(items))), []);
    }
}
