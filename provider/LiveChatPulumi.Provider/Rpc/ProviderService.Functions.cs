using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Planning;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Rpc;

/// <summary>Calls of functions.</summary>
internal sealed partial class ProviderService
{
    /// <inheritdoc/>
    public override async Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken)
    {
        var function = FindFunction(request.Tok);
        var inputs = function.Spec.Inputs;
        var arguments = InputDefaults.Fill(inputs, StructCodec.Read(request.Args).Cleaned(), _run?.Options);
        var response = new InvokeResponse();
        var failures = InputCheck.Check([.. inputs], arguments).Concat(InputDefaults.Missing(inputs, arguments, _run?.Options));
        response.Failures.AddRange(
            failures.Select(f => new CheckFailure { Property = f.Path.ToString(), Reason = log.Filter.Of(f.Reason) })
        );
        if (response.Failures.Count > 0)
            return response;
        using var operation = Run.Begin("Invoke", request.Tok, 0, cancellationToken);
        try
        {
            var result = await operation.RunAsync(token => function.InvokeAsync(Run, arguments, token));
            if (result.Values is not null)
            {
                log.Filter.Learn(result.Values);
                response.Return = StructCodec.Write(result.Values);
            }

            response.Failures.AddRange(
                result.Failures.Select(f => new CheckFailure { Property = f.Property, Reason = log.Filter.Of(f.Reason) })
            );
            return response;
        }
        catch (ApiException e)
        {
            throw RpcErrors.Create(RpcFailures.Code(e.Type), $"{function.Spec.Name}: {e.Message}");
        }
    }

    private static Function FindFunction(string token) =>
        Catalog.FunctionsByToken.TryGetValue(token, out var function)
            ? function
            : throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"There is no function {token}. There are: {string.Join(", ", Catalog.FunctionsByToken.Keys.Order())}."
            );
}
