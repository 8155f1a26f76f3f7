using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Grpc.Core;
using PluginProtocol.Messages;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace Pulumi;

/// <summary>The run of a program: connects it to the engine that started it.</summary>
public sealed partial class Deployment
{
    private static readonly AsyncLocal<Deployment?> CurrentDeployment = new();

    private readonly IMonitor _monitor;
    private readonly ImmutableDictionary<string, string> _config;
    private readonly ConcurrentDictionary<RegisterPackageRequest, Task<string>> _packages = new();
    private Stack? _stack;

    private Deployment(Func<string, string?> environment)
    {
        _monitor = new EngineMonitor(Read("PULUMI_MONITOR"), Read("PULUMI_ENGINE"));
        ProjectName = Read("PULUMI_PROJECT");
        StackName = Read("PULUMI_STACK");
        OrganizationName = environment("PULUMI_ORGANIZATION") is { Length: > 0 } organization ? organization : "organization";
        RootDirectory = environment("PULUMI_ROOT_DIRECTORY") ?? Environment.CurrentDirectory;
        IsDryRun = bool.TryParse(Read("PULUMI_DRY_RUN"), out var dry) ? dry : throw Outside();
        _config = ConfigOf(environment);

        string Read(string name) => environment(name) is { Length: > 0 } value ? value : throw Outside();

        static InvalidOperationException Outside() =>
            new(
                "The program runs without the Pulumi engine. "
                    + "Start it with `pulumi preview` and `pulumi up`, or `livechat preview` and `livechat up`."
            );
    }

    private Deployment(IMonitor monitor, TestOptions? options, Func<string, string?> environment)
    {
        _monitor = monitor;
        ProjectName = options?.ProjectName is { Length: > 0 } project ? project : "project";
        StackName = options?.StackName is { Length: > 0 } stack ? stack : "stack";
        OrganizationName = options?.OrganizationName is { Length: > 0 } organization ? organization : "organization";
        RootDirectory = options?.RootDirectory ?? Environment.CurrentDirectory;
        IsDryRun = options?.IsPreview ?? true;
        _config = ConfigOf(environment);
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
        where TStack : Stack, new() => StartAsync(() => RunStack(new TStack()));

    /// <summary>Runs a stack class that a service provider makes.</summary>
    public static Task<int> RunAsync<TStack>(IServiceProvider serviceProvider)
        where TStack : Stack => StartAsync(() => RunStack(Made<TStack>(serviceProvider)));

    internal string? GetConfig(string key) => _config.GetValueOrDefault(key);

    internal void WriteLog(LogSeverity severity, string message, Resource? resource, int streamId, bool ephemeral)
    {
        if (severity == LogSeverity.Error)
            Runner.HasErrors = true;
        Runner.Track(WriteAsync());

        async Task WriteAsync()
        {
            var urn = resource is null ? "" : await OutputUtilities.GetValueAsync(resource.Urn).ConfigureAwait(false);
            await _monitor
                .LogAsync(
                    new LogRequest
                    {
                        Severity = severity,
                        Message = message,
                        Urn = urn ?? "",
                        StreamId = streamId,
                        Ephemeral = ephemeral,
                    }
                )
                .ConfigureAwait(false);
        }
    }

    private static ImmutableDictionary<string, string> ConfigOf(Func<string, string?> environment) =>
        environment("PULUMI_CONFIG") is { Length: > 0 } json
            ? JsonSerializer
                .Deserialize<Dictionary<string, string>>(json)!
                .ToImmutableDictionary(p => p.Key.Replace(":config:", ":", StringComparison.Ordinal), p => p.Value)
            : ImmutableDictionary<string, string>.Empty;

    private static async Task<int> StartAsync(Func<Task> program, Func<Deployment>? inTest = null)
    {
        if (Current is not null)
            throw new InvalidOperationException("Deployment.RunAsync cannot be called within itself.");
        var deployment = inTest is null ? new Deployment(Environment.GetEnvironmentVariable) : inTest();
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
        await _monitor.EndAsync().ConfigureAwait(false);
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
        await _monitor
            .LogAsync(
                new LogRequest
                {
                    Severity = LogSeverity.Error,
                    Message = message,
                    Urn = urn,
                }
            )
            .ConfigureAwait(false);
    }
}
