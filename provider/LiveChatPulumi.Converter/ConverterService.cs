using System.Text;
using Grpc.Core;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Pcl;
using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Messages.Codegen;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Text;

namespace LiveChatPulumi.Converter;

/// <summary>The side of the plugin of <c>pulumirpc.Converter</c>: it converts the license that the provider's settings name.</summary>
/// <param name="version">The version of the resource plugin, which imports have to take.</param>
/// <param name="filter">What every text for people passes.</param>
/// <param name="read">Reads the license.</param>
internal sealed class ConverterService(
    string version,
    MessageFilter filter,
    Func<ConverterOptions, CancellationToken, Task<ExportedLicense>> read
)
{
    private const string ProgramFile = "main.pp";

    private int _running;
    private int _called;

    /// <summary>True once a call has come.</summary>
    public bool WasCalled => Volatile.Read(ref _called) > 0;

    /// <summary>True while a call is under way.</summary>
    public bool IsRunning => Volatile.Read(ref _running) > 0;

    /// <summary>The methods, ready to be served.</summary>
    public ServiceMethods Bind() =>
        new ServiceMethods { Failures = filter.Of }
            .Unary(ConverterMethods.ConvertState, ConvertStateAsync)
            .Unary(ConverterMethods.ConvertProgram, ConvertProgramAsync);

    /// <summary>Lists every object under the name that the program has it by.</summary>
    private async Task<ConvertStateResponse> ConvertStateAsync(ConvertStateRequest request, CancellationToken cancellationToken)
    {
        var license = await ReadAsync(request.Args, cancellationToken).ConfigureAwait(false);
        var names = new PclNames(license);
        var response = new ConvertStateResponse();
        foreach (var found in license.Objects)
        {
            var variable = names.OfObject(found.Name);
            response.Resources.Add(
                new ResourceImport
                {
                    Type = found.Type,
                    Name = variable,
                    Id = found.Id,
                    Version = version,
                    LogicalName = found.Name == variable ? "" : found.Name,
                }
            );
        }

        response.Diagnostics.AddRange(ConversionNotes.OfState(license).Select(Shown));
        return response;
    }

    private async Task<ConvertProgramResponse> ConvertProgramAsync(ConvertProgramRequest request, CancellationToken cancellationToken)
    {
        var license = await ReadAsync(request.Args, cancellationToken).ConfigureAwait(false);
        var file = Path.Combine(request.TargetDirectory, ProgramFile);
        try
        {
            Directory.CreateDirectory(request.TargetDirectory);
            await File.WriteAllTextAsync(file, PclWriter.Write(license), new UTF8Encoding(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RpcErrors.Create(StatusCode.FailedPrecondition, $"The program cannot be written to {file}: {e.Message}");
        }

        var response = new ConvertProgramResponse();
        response.Diagnostics.AddRange(ConversionNotes.OfProgram(license).Select(Shown));
        return response;
    }

    private Diagnostic Shown(Diagnostic note) =>
        new()
        {
            Severity = note.Severity,
            Summary = filter.Of(note.Summary),
            Detail = filter.Of(note.Detail),
        };

    private async Task<ExportedLicense> ReadAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _running);
        Volatile.Write(ref _called, 1);
        try
        {
            return await read(ConverterOptions.Read(arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            throw RpcErrors.Create(StatusCode.FailedPrecondition, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
