using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using LocalEngine;
using LocalEngine.Programs;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A program that ends while LiveChat still answers what it asked for.</summary>
public class ProgramEndsTests
{
    /// <summary>
    /// The run awaits the step, so that its object is in the state, and no plugin goes on writing while the next run begins.
    /// </summary>
    [Fact]
    public async Task Up_ProgramDiesWhileACreateIsUnderWay_ObjectIsInTheState()
    {
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), TimeProvider.System);
        using var tells = new SemaphoreSlim(0);
        var died = new TaskCompletionSource();
        engine.Between = async (request, send) =>
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("create_tag", StringComparison.Ordinal))
                return await send();
            tells.Release();
            await died.Task;
            // Long enough for an engine that does not wait.
            await Task.Delay(200);
            return await send();
        };
        var tag = new Declared("Tag", "it", PluginHarness.Parse("""{"name":"vip"}"""));
        var result = await engine.UpAsync(new DyingProgram(new DeclaredProgram([tag]), tells, died));
        Assert.False(result.Succeeded);
        Assert.Contains(engine.State.Resources, r => r.Name == "it" && r.Id == "vip");
        Assert.Empty(engine.State.PendingOperations);
        Assert.Contains(((JsonObject)engine.Emulator.Control("dump"))["tags"]!.AsArray(), t => (string)t!["name"]! == "vip");
    }

    /// <summary>A fleet that is stopped ends the programs of all its licenses.</summary>
    [Fact]
    public async Task Up_CallerStopsItWhileACreateIsUnderWay_ObjectIsInTheState()
    {
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), TimeProvider.System);
        using var stopping = new CancellationTokenSource();
        engine.Between = async (request, send) =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("create_tag", StringComparison.Ordinal))
                await stopping.CancelAsync();
            return await send();
        };
        var tag = new Declared("Tag", "it", PluginHarness.Parse("""{"name":"vip"}"""));
        var result = await engine.UpAsync(new StoppedProgram(new DeclaredProgram([tag])), stopping.Token);
        Assert.False(result.Succeeded);
        Assert.Contains(engine.State.Resources, r => r.Name == "it" && r.Id == "vip");
    }

    /// <summary>A program that ends as soon as it is stopped.</summary>
    private sealed class StoppedProgram(DeclaredProgram program) : IProgram
    {
        public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken) =>
            program.RunAsync(run, CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <summary>A program that is killed once its first create was sent.</summary>
    private sealed class DyingProgram(DeclaredProgram program, SemaphoreSlim tells, TaskCompletionSource died) : IProgram
    {
        public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
        {
            _ = program.RunAsync(run, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            await tells.WaitAsync(cancellationToken);
            _ = Task.Run(died.SetResult, cancellationToken);
            return "exit code 137";
        }
    }
}
