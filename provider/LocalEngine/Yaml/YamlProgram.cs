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
    public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannels.Open(run.MonitorAddress);
        try
        {
            await new YamlEvaluator(Template(), run, project.Folder, channel).RunAsync(cancellationToken).ConfigureAwait(false);
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
            return e.Message;
        }
    }

    private YamlMappingNode Template()
    {
        var main = new[] { "Main.yaml", "Main.yml" }.Select(n => Path.Combine(project.ProgramFolder, n)).FirstOrDefault(File.Exists);
        return main is null ? project.Root : YamlFile.Load(main);
    }
}
