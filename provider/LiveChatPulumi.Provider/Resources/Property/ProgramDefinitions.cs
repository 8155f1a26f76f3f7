using System.Collections.Concurrent;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Property;

/// <summary>
/// The definitions that the program declares, as far as the engine has checked them: the license may have none of them yet, or others.
/// </summary>
internal sealed class ProgramDefinitions : IRunState<ProgramDefinitions>
{
    private readonly ConcurrentDictionary<(string Owner, string Name), PropertyObject> _definitions = new();

    /// <inheritdoc/>
    public static ProgramDefinitions Create(ProviderRun run) => new();

    /// <summary>Records a definition, where the program says which one it is.</summary>
    public void Declare(PropertyObject inputs)
    {
        if (inputs.Text("ownerClientId") is { } owner && inputs.Text("name") is { } name)
            _definitions[(owner, name)] = (PropertyObject)inputs.Plain();
    }

    /// <summary>The definition of a name, or null.</summary>
    public PropertyObject? Find(string owner, string name) => _definitions.GetValueOrDefault((owner, name));
}
