using Google.Protobuf.WellKnownTypes;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Reads the outputs of a provider and marks those as secret that the provider did not mark itself.</summary>
internal static class SecretOutputs
{
    /// <summary>An output is secret when the program asks for it, or when the input of the same name is secret.</summary>
    public static PropertyObject Read(Struct? outputs, ResourceState goal) => Mark(StructCodec.Read(outputs), goal);

    /// <summary>Marks outputs that are there already: a resource can be told to have secrets without any other change.</summary>
    public static PropertyObject Mark(PropertyObject outputs, ResourceState goal) =>
        PropertyObject.From(
            outputs.Members.Select(m =>
                KeyValuePair.Create(
                    m.Key,
                    goal.AdditionalSecretOutputs.Contains(m.Key) || goal.Inputs[m.Key] is PropertySecret
                        ? PropertyValue.Secret(m.Value)
                        : m.Value
                )
            )
        );
}
