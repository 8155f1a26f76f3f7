using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using Pulumi.Utilities;

namespace Pulumi;

/// <summary>The run of a program: connects it to the engine that started it.</summary>
public sealed partial class Deployment
{
    private static readonly AsyncLocal<Deployment?> CurrentDeployment = new();

    private readonly GrpcChannel _monitor;
    private readonly EngineClient _engine;
    private readonly ImmutableDictionary<string, string> _config;
    private Stack? _stack;

    private Deployment(Func<string, string?> environment)
    {
        _monitor = GrpcChannels.Open(Read("PULUMI_MONITOR"));
        _engine = new EngineClient(GrpcChannels.Open(Read("PULUMI_ENGINE")));
        ProjectName = Read("PULUMI_PROJECT");
        StackName = Read("PULUMI_STACK");
        OrganizationName = environment("PULUMI_ORGANIZATION") is { Length: > 0 } organization ? organization : "organization";
        RootDirectory = environment("PULUMI_ROOT_DIRECTORY") ?? Environment.CurrentDirectory;
        IsDryRun = bool.TryParse(Read("PULUMI_DRY_RUN"), out var dry) ? dry : throw Outside();
        _config = environment("PULUMI_CONFIG") is { Length: > 0 } json
            ? JsonSerializer
                .Deserialize<Dictionary<string, string>>(json)!
                .ToImmutableDictionary(p => p.Key.Replace(":config:", ":", StringComparison.Ordinal), p => p.Value)
            : ImmutableDictionary<string, string>.Empty;

        string Read(string name) => environment(name) is { Length: > 0 } value ? value : throw Outside();

        static InvalidOperationException Outside() =>
            new(
                "The program runs without the Pulumi engine. "
                    + "Start it with `pulumi preview` and `pulumi up`, or `livechat preview` and `livechat up`."
            );
    }

    /// <summary>The current run.</summary>
    public static DeploymentInstance Instance => new(Required);

    internal static Deployment? Current => CurrentDeployment.Value;

    internal static Deployment Required =>
        Current ?? throw new InvalidOperationException("There is no current deployment: create resources inside of Deployment.RunAsync.");

    internal Runner Runner { get; } = new();

    internal string ProjectName { get; }

    internal string StackName { get; }

    internal string OrganizationName { get; }

    internal string RootDirectory { get; }

    internal bool IsDryRun { get; }

    [AllowNull]
    internal Stack Stack
    {
        get => _stack ?? throw new InvalidOperationException("There is no stack yet: create resources inside of Deployment.RunAsync.");
        set => _stack = value;
    }

    /// <summary>Runs a program.</summary>
    public static Task<int> RunAsync(Action action) =>
        RunAsync(() =>
        {
            action();
            return Task.FromResult<IDictionary<string, object?>>(ImmutableDictionary<string, object?>.Empty);
        });

    /// <summary>Runs a program that gives stack outputs.</summary>
    public static Task<int> RunAsync(Func<IDictionary<string, object?>> func) => RunAsync(() => Task.FromResult(func()));

    /// <summary>Runs a program.</summary>
    public static Task<int> RunAsync(Func<Task> func) =>
        RunAsync(async () =>
        {
            await func().ConfigureAwait(false);
            return (IDictionary<string, object?>)ImmutableDictionary<string, object?>.Empty;
        });

    /// <summary>Runs a program that gives stack outputs.</summary>
    /// <param name="func">The program.</param>
    /// <param name="options">Options of the stack.</param>
    /// <returns>The process's exit code: 0, or 32 when errors were shown already.</returns>
    public static Task<int> RunAsync(Func<Task<IDictionary<string, object?>>> func, StackOptions? options = null) =>
        StartAsync(async () =>
        {
            var stack = new Stack(options);
            stack.RegisterStackOutputs(await func().ConfigureAwait(false));
        });

    /// <summary>Runs a stack class.</summary>
    public static Task<int> RunAsync<TStack>()
        where TStack : Stack, new() =>
        StartAsync(() =>
        {
            new TStack().RegisterDeclaredOutputs();
            return Task.CompletedTask;
        });

    /// <summary>Runs a stack class that a service provider makes.</summary>
    public static Task<int> RunAsync<TStack>(IServiceProvider serviceProvider)
        where TStack : Stack =>
        StartAsync(() =>
        {
            var stack =
                serviceProvider.GetService(typeof(TStack)) as TStack
                ?? throw new RunException($"The service provider makes no {typeof(TStack).Name}.");
            stack.RegisterDeclaredOutputs();
            return Task.CompletedTask;
        });

    internal string? GetConfig(string key) => _config.GetValueOrDefault(key);

    internal void WriteLog(LogSeverity severity, string message, Resource? resource, int streamId, bool ephemeral)
    {
        if (severity == LogSeverity.Error)
            Runner.HasErrors = true;
        Runner.Track(WriteAsync());

        async Task WriteAsync()
        {
            var urn = resource is null ? "" : await OutputUtilities.GetValueAsync(resource.Urn).ConfigureAwait(false);
            await _engine
                .LogAsync(
                    new LogRequest
                    {
                        Severity = severity,
                        Message = message,
                        Urn = urn ?? "",
                        StreamId = streamId,
                        Ephemeral = ephemeral,
                    },
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
    }

    private static async Task<int> StartAsync(Func<Task> program)
    {
        if (Current is not null)
            throw new InvalidOperationException("Deployment.RunAsync cannot be called within itself.");
        var deployment = new Deployment(Environment.GetEnvironmentVariable);
        CurrentDeployment.Value = deployment;
        try
        {
            deployment.Runner.Track(program());
        }
        catch (Exception e)
        {
            deployment.Runner.Track(Task.FromException(e));
        }

        var code = await deployment.FinishAsync().ConfigureAwait(false);
        CurrentDeployment.Value = null;
        return code;
    }

    private async Task<int> FinishAsync()
    {
        const int errorsShown = 32;
        if (await Runner.WaitAsync().ConfigureAwait(false) is { } failure)
        {
            await ReportAsync(failure).ConfigureAwait(false);
            return errorsShown;
        }

        if (Runner.HasErrors)
            return errorsShown;
        try
        {
            await _monitor.UnaryAsync(ResourceMonitorMethods.SignalAndWaitForShutdown, new Empty()).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented or StatusCode.Unavailable)
        {
            // An engine that does not wait for programs is finished with this one.
        }

        return 0;
    }

    private async Task ReportAsync(Exception failure)
    {
        // The engine has shown its own failures already; repeating them would bury the cause.
        if (failure is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Aborted })
            return;
        var (message, urn) = failure switch
        {
            RunException e => (e.Message, ""),
            ResourceException e => (
                e.HideStack ? e.Message : e.ToString(),
                e.Resource is { } r ? await OutputUtilities.GetValueAsync(r.Urn).ConfigureAwait(false) : ""
            ),
            RpcException e => (e.Status.Detail, ""),
            _ => ($"Running program failed with an unhandled exception:\n{failure}", ""),
        };
        await _engine
            .LogAsync(
                new LogRequest
                {
                    Severity = LogSeverity.Error,
                    Message = message,
                    Urn = urn,
                },
                CancellationToken.None
            )
            .ConfigureAwait(false);
    }
}

/// <summary>Everything that is under way in a program; the program ends when nothing is.</summary>
internal sealed class Runner
{
    private readonly object _gate = new();
    private readonly HashSet<Task> _tasks = [];

    public bool HasErrors { get; set; }

    public void Track(Task task)
    {
        if (task.IsCompletedSuccessfully)
            return;
        lock (_gate)
            _tasks.Add(task);
    }

    /// <summary>Waits for all tasks, those added meanwhile included; the first failure, or null.</summary>
    public async Task<Exception?> WaitAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (_gate)
                tasks = [.. _tasks];
            if (tasks.Length == 0)
                return null;
            var done = await Task.WhenAny(tasks).ConfigureAwait(false);
            lock (_gate)
                _tasks.RemoveWhere(t => t.IsCompletedSuccessfully);
            if (done.IsFaulted)
                return done.Exception.GetBaseException();
            if (done.IsCanceled)
                return new OperationCanceledException();
        }
    }
}

/// <summary>What a program may ask of its run.</summary>
public sealed class DeploymentInstance
{
    private readonly Deployment _deployment;

    internal DeploymentInstance(Deployment deployment) => _deployment = deployment;

    /// <summary>The stack's name.</summary>
    public string StackName => _deployment.StackName;

    /// <summary>The project's name.</summary>
    public string ProjectName => _deployment.ProjectName;

    /// <summary>The organization's name.</summary>
    public string OrganizationName => _deployment.OrganizationName;

    /// <summary>The folder of the project.</summary>
    public string RootDirectory => _deployment.RootDirectory;

    /// <summary>True at preview.</summary>
    public bool IsDryRun => _deployment.IsDryRun;

    /// <summary>Calls a function; the result is an output.</summary>
    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options = null) => _deployment.Invoke<T>(token, args, options);

    /// <summary>Calls a function after the resources it depends on.</summary>
    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOutputOptions options) => _deployment.Invoke<T>(token, args, options);

    /// <summary>Calls a function with arguments that are known.</summary>
    public Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null) =>
        _deployment.InvokeAsync<T>(token, args, options);

    /// <summary>Calls a function for its effect.</summary>
    public Task InvokeAsync(string token, InvokeArgs args, InvokeOptions? options = null) =>
        _deployment.InvokeAsync<object>(token, args, options);
}
