using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Model;

/// <summary>An object of the license, as a program declares it and as a state holds it.</summary>
/// <param name="Type">The token of its resource.</param>
/// <param name="Name">Its logical name: unique in the program, and legal in each language.</param>
/// <param name="Id">The id that import takes and the state keeps.</param>
/// <param name="Inputs">What the program says.</param>
internal sealed record ExportedObject(string Type, string Name, string Id, ProgramValue.Map Inputs)
{
    /// <summary>How people call it; empty where it has no name.</summary>
    public string Title { get; init; } = "";

    /// <summary>The inputs as an import read them, for the state.</summary>
    public required PropertyObject ReadInputs { get; init; }

    /// <summary>The outputs as an import read them, for the state.</summary>
    public required PropertyObject Outputs { get; init; }

    /// <summary>The objects that its inputs name, each once.</summary>
    public IEnumerable<string> DependsOn => Inputs.Nodes.OfType<ProgramValue.Reference>().Select(r => r.Name).Distinct();
}
