using Grpc.Core;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>Objects that belong to a client id: their id in the state is <c>ownerClientId/id</c>, so that it can be read without anything else.</summary>
internal static class ClientObjects
{
    public static string Id(string owner, string id) => $"{owner}/{id}";

    /// <summary>The two parts of an id.</summary>
    /// <exception cref="RpcException">The id has another form.</exception>
    public static (string Owner, string Id) Parse(string id, Specs.ResourceSpec spec) =>
        id.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < id.Length - 1
            ? (id[..slash], id[(slash + 1)..])
            : throw RpcErrors.Create(StatusCode.InvalidArgument, $"'{id}' is no id of a {spec.Noun}; it must be {spec.ImportId}.");

    /// <summary>The client id whose objects are meant: named, or of the configuration; null when neither says.</summary>
    public static string? Owner(Session session, PropertyObject scope) =>
        scope.Text("ownerClientId") ?? session.Options.Defaults.Text("ownerClientId");
}
