using System.Collections.Immutable;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>Objects of the license as functions give them: what reads tell of a resource.</summary>
internal static class Details
{
    public static ImmutableArray<PropertySpec> Of(ResourceSpec spec, params string[] optional) =>
        [
            .. spec
                .Properties.Where(p => p.Class != PropertyClass.WriteOnly && !p.Issued)
                .Select(p => p with { Required = p.AlwaysPresent && !optional.Contains(p.Name), Class = PropertyClass.Output }),
        ];

    public static ObjectType Type(ResourceSpec spec, string description, params PropertySpec[] more) =>
        new(spec.Name + "Details", description, [.. Of(spec), .. more]);
}
