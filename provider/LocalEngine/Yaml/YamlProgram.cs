using Grpc.Core;
using LocalEngine.Programs;
using LocalEngine.Projects;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>A program with <c>runtime: yaml</c>. It is in Pulumi.yaml itself, or in Main.yaml in the program's folder.</summary>
internal sealed class YamlProgram(Project project) : IProgram
{
    private Schemas? _schemas;

    public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannels.Open(run.MonitorAddress);
        var (file, root) = (Path.GetFileName(project.FilePath), project.Root);
        try
        {
            if (MainFile() is { } main)
                (file, root) = (Path.GetFileName(main), YamlFile.Load(main));
            await RunAsync(root, run, file, channel, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            // The monitor ends a call with this status after it has reported the failure itself.
            return "";
        }
        catch (RpcException e)
        {
            return e.Status.Detail;
        }
        catch (Exception e) when (e is EngineException or FormatException)
        {
            return Named(e.Message, file);
        }
    }

    private async Task RunAsync(
        YamlMappingNode root,
        ProgramRun run,
        string file,
        Grpc.Net.Client.GrpcChannel channel,
        CancellationToken cancellationToken
    )
    {
        if (!ReferenceEquals(root, project.Root))
            FileKeys.Program.Check(root, "the program", YamlErrors.File, Warn, warnOfUnknown: true);
        var template = new ProgramTemplate(root);

        // Both phases of a command read one schema.
        _schemas ??= new Schemas(run.Schema);
        await new ProgramCheck(template, run.Target, _schemas, project.Folder, Warn)
            .RunAsync(run.StateHasResources, cancellationToken)
            .ConfigureAwait(false);
        using var turns = new SemaphoreSlim(run.IsPreview ? ProgramRun.MostPreviewed : int.MaxValue);
        await new YamlEvaluator(template, run, _schemas, project.Folder, channel, turns).RunAsync(cancellationToken).ConfigureAwait(false);

        void Warn(string text) => run.Observer.Diagnostic(LogSeverity.Warning, "", Named(text, file));
    }

    private static string Named(string message, string file) =>
        message.StartsWith(YamlErrors.File + ":", StringComparison.Ordinal) ? file + message[YamlErrors.File.Length..] : message;

    private string? MainFile() =>
        new[] { "Main.yaml", "Main.yml" }.Select(n => Path.Combine(project.ProgramFolder, n)).FirstOrDefault(File.Exists);
}
