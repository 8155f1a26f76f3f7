using System.Text.RegularExpressions;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Provider.Diagnostics;

/// <summary>Turns what the API refuses into what an engine and a user can work with.</summary>
internal static partial class RpcFailures
{
    /// <summary>
    /// A status with a message that names resource, property and remedy. Never UNKNOWN or INTERNAL:
    /// the engine would call the state corrupt.
    /// </summary>
    public static RpcException ToRpc(ApiException e, ResourceSpec spec, string operation, string subject)
    {
        var text = $"{operation} {spec.Noun} '{subject}': {Translate(spec, e.Message)}";
        if (e.OutcomeUnknown && e.Action.Writes)
            text += " It is not known whether the change took effect; the next run looks before it writes again.";
        return RpcErrors.Create(Code(e.Type), text);
    }

    public static StatusCode Code(string type) =>
        type switch
        {
            ErrorTypes.Validation => StatusCode.InvalidArgument,
            ErrorTypes.Authentication => StatusCode.Unauthenticated,
            ErrorTypes.Authorization => StatusCode.PermissionDenied,
            ErrorTypes.AlreadyExists => StatusCode.AlreadyExists,
            ErrorTypes.NotFound or ErrorTypes.GroupNotFound => StatusCode.NotFound,
            ErrorTypes.LimitReached or ErrorTypes.TooManyRequests => StatusCode.ResourceExhausted,
            ErrorTypes.Transport or ErrorTypes.Internal or ErrorTypes.ServiceUnavailable => StatusCode.Aborted,
            _ => StatusCode.FailedPrecondition,
        };

    /// <summary>The API speaks of `max_chats_count`; the program calls it maxChatsCount.</summary>
    public static string Translate(ResourceSpec spec, string message) =>
        Quoted()
            .Replace(
                message,
                match =>
                {
                    if (spec.Properties.FirstOrDefault(p => p.ApiName == match.Groups[1].Value) is { } whole)
                        return $"`{whole.Name}`";
                    var segments = match.Groups[1].Value.Split('.');
                    IEnumerable<PropertySpec> scope = spec.Properties;
                    for (var i = 0; i < segments.Length; i++)
                    {
                        var bare = segments[i].Split('[')[0];
                        if (scope.FirstOrDefault(p => p.ApiName == bare) is not { } property)
                            break;
                        segments[i] = property.Name + segments[i][bare.Length..];
                        scope = Members(property.Type);
                    }

                    return $"`{string.Join('.', segments)}`";
                }
            );

    private static IEnumerable<PropertySpec> Members(PropertyType type) =>
        type switch
        {
            ObjectType o => o.Properties,
            ListType l => Members(l.Item),
            MapType m => Members(m.Value),
            _ => [],
        };

    [GeneratedRegex("`([a-z_.\\[\\]0-9]+)`")]
    private static partial Regex Quoted();
}
