using Grpc.Core;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>
/// Objects that belong to a client id: their id in the state is <c>ownerClientId/id</c>, so that it can be read without anything else.
/// </summary>
internal static class ClientObjects
{
    /// <exception cref="FormatException">The answer has no id for the object.</exception>
    public static string Id(string owner, string? id) =>
        id is { Length: > 0 } ? $"{owner}/{id}" : throw new FormatException("'id' is missing, or is no text");

    /// <summary>The two parts of an id.</summary>
    /// <exception cref="RpcException">The id has another form.</exception>
    public static (string Owner, string Id) Parse(string id, Specs.ResourceSpec spec) =>
        id.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < id.Length - 1
            ? (id[..slash], id[(slash + 1)..])
            : throw RpcErrors.Create(StatusCode.InvalidArgument, $"'{id}' is not a {spec.Noun} id; it must be {spec.ImportId}.");
}
