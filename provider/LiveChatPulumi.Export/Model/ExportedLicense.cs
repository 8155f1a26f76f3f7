using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Model;

/// <summary>A license as a program: what every writer writes.</summary>
/// <param name="Objects">The objects, each after those that it names, and objects of one type together where that allows it.</param>
/// <param name="Settings">What the stack's configuration gives, by key.</param>
internal sealed record ExportedLicense(ImmutableArray<ExportedObject> Objects, ImmutableArray<StackSetting> Settings)
{
    /// <summary>What is not in the program although the license may have it, and why.</summary>
    public ImmutableArray<Gap> Gaps { get; init; } = [];

    /// <summary>The type of the component that holds the objects; null for a flat program.</summary>
    public string? Component { get; init; }

    /// <summary>The same objects by type, name and id alone, for those who tell about them.</summary>
    public ExportedLicense WithoutValues() =>
        this with
        {
            Objects =
            [
                .. Objects.Select(o =>
                    o with
                    {
                        Inputs = new ProgramValue.Map([]),
                        ReadInputs = PropertyObject.Empty,
                        Outputs = PropertyObject.Empty,
                    }
                ),
            ],
        };
}

/// <summary>A part of the license that an export could not read or does not declare.</summary>
/// <param name="Type">The token of the resource.</param>
/// <param name="Id">The object; null for all of that type.</param>
/// <param name="Reason">Why, and what to do, for people.</param>
internal sealed record Gap(string Type, string? Id, string Reason)
{
    /// <summary>True where the token was refused something: the export is not of the whole license.</summary>
    public bool IsUnread { get; init; }
}
