using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Building;

/// <summary>The outputs that references of a program may name, by what they hold.</summary>
internal sealed class Targets
{
    private readonly Dictionary<(TargetShape Target, string Value), (string Name, PropertyValue Value)> _byValue = [];

    /// <summary>Learns an object. The first that holds a value is the one that is named.</summary>
    public void Add(ReadObject read, string name, IEnumerable<TargetShape> wanted)
    {
        foreach (var target in wanted.Where(t => t.Resource == read.Type))
        {
            if (read.Outputs[target.Property]?.Unwrapped is { IsNull: false } value and not PropertyUnknown)
                _byValue.TryAdd((target, Key(value)), (name, value));
        }
    }

    /// <summary>The reference that stands for a value; null where no object holds it.</summary>
    public ProgramValue.Reference? Find(PropertyShape property, PropertyValue value, string self)
    {
        foreach (var target in property.RefersTo)
        {
            if (_byValue.TryGetValue((target, Key(value)), out var found) && found.Name != self && found.Value.GetType() == value.GetType())
                return new ProgramValue.Reference(target.Resource, found.Name, target.Property, found.Value);
        }

        return null;
    }

    // Letter case tells no ids apart: those that are texts are e-mail addresses or of one case.
    private static string Key(PropertyValue value) => value.ToString().ToUpperInvariant();
}
