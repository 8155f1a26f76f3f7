using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Model;

/// <summary>An object as an import reads it, before it has a place in a program.</summary>
/// <param name="Type">The token of its resource.</param>
/// <param name="Id">The id that import takes.</param>
/// <param name="Title">How a list calls it.</param>
/// <param name="Inputs">The inputs that the read gave.</param>
/// <param name="Outputs">The outputs that the read gave.</param>
internal sealed record ReadObject(string Type, string Id, string Title, PropertyObject Inputs, PropertyObject Outputs)
{
    /// <summary>The logical name that it has already; null where it is to get one.</summary>
    public string? Name { get; init; }

    /// <summary>True for an object that others may name and that is not to be written: the program has it already.</summary>
    public bool IsDeclared { get; init; }
}
