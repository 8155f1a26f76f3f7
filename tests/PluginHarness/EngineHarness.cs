using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Telemetry;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Rpc;
using LiveChatPulumi.Provider.Run;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using TestSupport;

namespace PluginHarness_;

/// <summary>
/// One resource of a program. A text of the form <c>${name.output}</c> anywhere in its inputs stands for another resource's output.
/// </summary>
internal sealed record Declared(string Type, string Name, PropertyObject Inputs)
{
    /// <summary>The id of an object of the license that becomes this resource, or empty.</summary>
    public string Import { get; init; } = "";

    /// <summary>The name of a resource that this one depends on, or empty.</summary>
    public string After { get; init; } = "";

    /// <summary>Paths of inputs whose changes replace it, whatever the provider says.</summary>
    public IReadOnlyList<string> ReplaceOnChanges { get; init; } = [];
}

/// <summary>A whole run in one process: the local engine, the plugin over real gRPC, and an emulated license over real HTTP.</summary>
internal sealed class EngineHarness(EmulatorServer emulator, TimeProvider time, Func<ApiOptions, ApiOptions>? configure = null)
    : IProviderHost,
        IAsyncDisposable
{
    private readonly TemporaryFolder _home = new();
    private int _runs;
    private readonly List<ProviderRun> _opened = [];
    private Journal? _journal;

    /// <summary>The license to which the configuration leads.</summary>
    public EmulatorServer Emulator { get; set; } = emulator;

    /// <summary>The license's number, as the configuration has it: another one replaces the provider.</summary>
    public string LicenseId { get; set; } = "100";

    /// <summary>What the engine's state holds.</summary>
    public Snapshot State { get; set; } = Snapshot.Empty;

    /// <summary>Operations that the engine makes at once.</summary>
    public int Parallel { get; init; } = 16;

    /// <summary>Most tests count calls, and do without the list by which a run tells its license, and without those of names.</summary>
    public RunOptions Options { get; init; } = new() { MarksLicense = false, ChecksNames = false };

    /// <summary>When a change counts as done, as the configuration has it.</summary>
    public string Readiness { get; init; } = "accepted";

    /// <summary>The name of the project.</summary>
    public string Project { get; init; } = "shop";

    /// <summary>Configuration of the stack besides the provider's, by the program's names.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>True where the engine dies with what it has not saved: no plugin hears of the end of a run.</summary>
    public bool Dies { get; set; }

    /// <summary>What the last run said.</summary>
    public List<string> Messages { get; } = [];

    public ApiStatistics? Statistics { get; private set; }

    /// <summary>Stands between the plugin and the license, or null: gets each request, and what sends it on.</summary>
    public Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>? Between { get; set; }

    public Task<RunResult> PreviewAsync(IReadOnlyList<Declared> program) => PreviewAsync(new DeclaredProgram(program));

    public async Task<RunResult> PreviewAsync(IProgram program) => (await Engine().RunProgramAsync(program, State, null, default)).Result;

    public Task<RunResult> UpAsync(IReadOnlyList<Declared> program, CancellationToken cancellationToken = default) =>
        UpAsync(new DeclaredProgram(program), cancellationToken);

    /// <summary>What the end of a process lets go: a run that a test leaves hanging counts as one that was killed.</summary>
    public void LetGo()
    {
        lock (_opened)
        {
            foreach (var run in _opened)
                run.Turn?.Dispose();
        }
    }

    /// <summary>From now on the engine can save nothing of the run that is under way.</summary>
    public void FillDisk() => _journal!.Dispose();

    public async Task<RunResult> UpAsync(IProgram program, CancellationToken cancellationToken = default)
    {
        using var journal = new Journal(_home.File($"journal{_runs++}"), new CheckpointFile(null));
        _journal = journal;
        var (result, state) = await Engine().RunProgramAsync(program, State, journal, cancellationToken);
        State = state;
        return result;
    }

    public async Task<RunResult> RefreshAsync()
    {
        using var journal = new Journal(_home.File($"journal{_runs++}"), new CheckpointFile(null));
        var (result, state) = await Engine().RefreshAsync(State, journal);
        State = state;
        return result;
    }

    public async Task<RunResult> DestroyAsync()
    {
        using var journal = new Journal(_home.File($"journal{_runs++}"), new CheckpointFile(null));
        var (result, state) = await Engine().DestroyAsync(State, journal);
        State = state;
        return result;
    }

    public async Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken)
    {
        var plugin = await PluginHere.StartAsync(engineAddress, Open, _ => null, cancellationToken);
        return Dies ? new Abandoned(plugin) : plugin;
    }

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _home.Dispose();
    }

    private ProviderRun Open(ProviderConfig config, EngineLog log)
    {
        var options = new ApiOptions { Url = config.ApiUrl, Credential = config.Credential };
        var api = new ConfigurationApi(
            configure?.Invoke(options) ?? options,
            new Interceptor(this),
            time: time,
            randomness: () => 0.5,
            log: log
        );
        Statistics = api.Statistics;
        var run = new ProviderRun(
            api,
            config.OpenJournal(_home.Path, time),
            time,
            log,
            config.Apply(Options) with
            {
                PropagationBound = Options.PropagationBound,
            }
        );
        lock (_opened)
            _opened.Add(run);
        return run;
    }

    private Engine Engine()
    {
        Messages.Clear();
        var config = ImmutableSortedDictionary<string, string>
            .Empty.Add("livechat:apiUrl", Emulator.Url.ToString())
            .Add("livechat:accessToken", "dal:emulator-token")
            .Add("livechat:licenseId", LicenseId)
            .Add("livechat:ownerClientId", "emulator-client")
            .Add("livechat:readiness", Readiness)
            .AddRange(Settings.Select(s => KeyValuePair.Create($"{Project}:{s.Key}", s.Value)));
        return new Engine(new Target(Project, "dev", "organization", config, []), this, new Observer(Messages), time, Parallel);
    }

    private sealed class Abandoned(IProviderPlugin plugin) : IProviderPlugin
    {
        public ResourceProviderClient Client => plugin.Client;

        public ValueTask DisposeAsync() => plugin.AbandonAsync();
    }

    private sealed class Interceptor(EngineHarness harness) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            harness.Between is { } between
                ? between(request, () => base.SendAsync(request, cancellationToken))
                : base.SendAsync(request, cancellationToken);
    }

    private sealed class Observer(List<string> messages) : IEngineObserver
    {
        public void StepStarted(Step step) { }

        public void StepFinished(Step step, TimeSpan took, string? error)
        {
            if (error is null)
                return;
            lock (messages)
                messages.Add($"{step.Op} {step.Name}: {error}");
        }

        public void Diagnostic(LogSeverity severity, string urn, string message)
        {
            if (severity == LogSeverity.Debug)
                return;
            lock (messages)
                messages.Add($"{severity} {urn.Split("::")[^1]}: {message}");
        }

        public void ProgramOutput(string line) { }
    }
}

/// <summary>Registers declared resources, each as soon as what it refers to is there.</summary>
internal sealed class DeclaredProgram(IReadOnlyList<Declared> resources) : IProgram
{
    public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannels.Open(run.MonitorAddress);
        var stack = await RegisterAsync(
            channel,
            new RegisterResourceRequest
            {
                Type = "pulumi:pulumi:Stack",
                Name = "shop-dev",
                Object = new Google.Protobuf.WellKnownTypes.Struct(),
            }
        );
        var registered = resources.ToDictionary(
            r => r.Name,
            _ => new TaskCompletionSource<(string Urn, PropertyObject Outputs)>(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        try
        {
            await Task.WhenAll(resources.Select(r => DeclareAsync(channel, stack.Urn, r, registered)));
            return null;
        }
        catch (RpcException)
        {
            return "";
        }
    }

    /// <summary>Registers one resource when what it refers to is registered, and tells those that refer to it.</summary>
    private static async Task DeclareAsync(
        GrpcChannel channel,
        string stack,
        Declared resource,
        Dictionary<string, TaskCompletionSource<(string Urn, PropertyObject Outputs)>> registered
    )
    {
        try
        {
            var (inputs, dependencies) = await ResolveAsync(resource.Inputs, registered);
            var request = new RegisterResourceRequest
            {
                Type = "livechat:index:" + resource.Type,
                Name = resource.Name,
                Custom = true,
                Parent = stack,
                Object = StructCodec.Write((PropertyObject)inputs),
                AcceptSecrets = true,
                SupportsPartialValues = true,
                ImportId = resource.Import,
            };
            if (resource.After.Length > 0)
                request.Dependencies.Add((await registered[resource.After].Task).Urn);
            request.Dependencies.AddRange(dependencies.Distinct());
            request.ReplaceOnChanges.AddRange(resource.ReplaceOnChanges);
            var response = await RegisterAsync(channel, request);
            var outputs = StructCodec.Read(response.Object).With("id", PropertyValue.Of(response.Id));
            registered[resource.Name].SetResult((response.Urn, outputs));
        }
        catch (Exception e)
        {
            registered[resource.Name].TrySetException(e);
            throw;
        }
    }

    private static async Task<(PropertyValue Value, IEnumerable<string> Dependencies)> ResolveAsync(
        PropertyValue value,
        Dictionary<string, TaskCompletionSource<(string Urn, PropertyObject Outputs)>> registered
    )
    {
        switch (value)
        {
            case PropertyString { Value: ['$', '{', .., '}'] } text:
                var (name, output) = (text.Value[2..^1].Split('.')[0], text.Value[2..^1].Split('.')[1]);
                var (urn, outputs) = await registered[name].Task;
                return (outputs[output] ?? PropertyValue.Unknown, [urn]);
            case PropertyArray list:
                var items = await Task.WhenAll(list.Items.Select(i => ResolveAsync(i, registered)));
                return (PropertyValue.List(items.Select(i => i.Value)), items.SelectMany(i => i.Dependencies));
            case PropertyObject map:
                var members = await Task.WhenAll(map.Members.Select(async m => (m.Key, Resolved: await ResolveAsync(m.Value, registered))));
                return (
                    PropertyObject.From(members.Select(m => KeyValuePair.Create(m.Key, m.Resolved.Value))),
                    members.SelectMany(m => m.Resolved.Dependencies)
                );
            default:
                return (value, []);
        }
    }

    private static Task<RegisterResourceResponse> RegisterAsync(GrpcChannel channel, RegisterResourceRequest request) =>
        channel.UnaryAsync(ResourceMonitorMethods.RegisterResource, request);
}
