using System.Collections.Immutable;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Projects;
using LocalEngine.State;
using LocalEngine.Yaml;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using TestSupport;

namespace LocalEngine_Tests.Yaml;

/// <summary>A YAML program on the engine, with a provider that stands in: what a person gets who runs preview and up.</summary>
internal sealed class YamlStack : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EngineMessages _messages = new();

    public StandInProvider Provider { get; } = new();

    public Snapshot State { get; set; } = Snapshot.Empty;

    public string Folder => _folder.Path;

    public List<string> Errors => _messages.Errors;

    public List<string> Warnings => _messages.Warnings;

    public PropertyObject Outputs { get; private set; } = PropertyObject.Empty;

    /// <summary>True where runs go on after a failed step.</summary>
    public bool ContinuesOnError { get; set; }

    public IReadOnlyList<Step> Steps { get; private set; } = [];

    public void Write(string program, string? stack = null)
    {
        File.WriteAllText(_folder.File("Pulumi.yaml"), program);
        File.Delete(_folder.File("Pulumi.dev.yaml"));
        if (stack is not null)
            File.WriteAllText(_folder.File("Pulumi.dev.yaml"), stack);
    }

    public void WriteFile(string name, string text) => File.WriteAllText(_folder.File(name), text);

    /// <summary>Previews, and applies where the preview succeeds.</summary>
    /// <returns>The exit status.</returns>
    public Task<int> UpAsync() => GuardAsync((e, p, s, j) => e.RunProgramAsync(p, s, j, default), preview: true);

    /// <summary>Applies without a preview.</summary>
    public Task<int> ApplyAsync() => GuardAsync((e, p, s, j) => e.RunProgramAsync(p, s, j, default), preview: false);

    /// <summary>Previews, and applies nothing.</summary>
    public async Task<int> PreviewAsync()
    {
        Errors.Clear();
        var project = Project.Load(_folder.Path);
        var target = new Target(project.Name, "dev", "organization", new Dictionary<string, string>().ToImmutableSortedDictionary(), []);
        var engine = new Engine(target, Provider, _messages, TimeProvider.System, int.MaxValue);
        return (await engine.RunProgramAsync(new YamlProgram(project), State, null, default)).Result.Succeeded ? 0 : 1;
    }

    public Task<int> RefreshAsync() => GuardAsync((e, _, s, j) => e.RefreshAsync(s, j), preview: false);

    public Task<int> DestroyAsync() => GuardAsync((e, _, s, j) => e.DestroyAsync(s, j), preview: false);

    public void Dispose() => _folder.Dispose();

    private async Task<int> GuardAsync(
        Func<Engine, YamlProgram, Snapshot, Journal?, Task<(RunResult Result, Snapshot Snapshot)>> run,
        bool preview
    )
    {
        Errors.Clear();
        Warnings.Clear();
        try
        {
            var project = Project.Load(_folder.Path);
            Warnings.AddRange(project.Warnings);
            var values = new ProjectConfig(project, "dev").Apply(StackConfig.Load(project, "dev").Read(null));
            var target = new Target(project.Name, "dev", "organization", values.Texts, values.Secrets) { Typed = values.Typed };
            var engine = new Engine(target, Provider, _messages, TimeProvider.System, 8) { ContinuesOnError = ContinuesOnError };
            var program = new YamlProgram(project);
            if (preview && !(await run(engine, program, State, null)).Result.Succeeded)
                return 1;
            if (preview)
                Provider.Checked.Clear();
            var codec = new CheckpointFile(null);
            using var journal = new Journal(_folder.File("journal"), codec);
            var (result, snapshot) = await run(engine, program, State, journal);

            // What is written can be read again, whatever happened.
            State = codec.Read(codec.WriteCheckpoint(snapshot, project.Name, "dev", DateTimeOffset.UnixEpoch));
            Outputs = result.Outputs;
            Steps = result.Steps;
            return result.Succeeded ? 0 : 1;
        }
        catch (EngineException e)
        {
            Errors.Add(e.Message);
            return 1;
        }
    }
}
