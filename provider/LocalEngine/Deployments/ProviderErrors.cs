using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace LocalEngine.Deployments;

/// <summary>Turns the status of a failed provider call into an error message for the user.</summary>
internal static class ProviderErrors
{
    public static EngineException Explain(RpcException e)
    {
        if (e.Detail<ConfigureErrorMissingKeys>() is { } missing)
            return new EngineException($"{e.Status.Detail}\n{string.Join("\n", missing.MissingKeys.Select(Describe))}", e);
        return e.StatusCode == StatusCode.Unavailable
            ? new EngineException(
                $"The plugin died or was ended: {e.Status.Detail}. Its last operation may have taken effect. "
                    + "Run up again: it looks for the object before it creates one.",
                e
            )
            : new EngineException(e.Status.Detail, e);
    }

    private static string Describe(ConfigureErrorMissingKeys.Types.MissingKey key) =>
        $"  {key.Name}: {key.Description}\n    livechat config set {key.Name} <value>  (--secret for a secret)";
}
