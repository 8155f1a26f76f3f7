using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TestSupport;

/// <summary>Waits that have a limit: what never comes fails its own test, with its own words, instead of holding up the run.</summary>
public static class Within
{
    /// <summary>Far more than anything here takes on a busy machine, far less than an assembly may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It did not, for as long as the limit.</exception>
    public static Task EventuallyAsync(
        Func<bool> holds,
        TimeSpan? limit = null,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    ) => EventuallyAsync(() => Task.FromResult(holds()), limit, what);

    /// <inheritdoc cref="EventuallyAsync(Func{bool}, TimeSpan?, string)"/>
    public static async Task EventuallyAsync(
        Func<Task<bool>> holds,
        TimeSpan? limit = null,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    )
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(1))
        {
            if (Stopwatch.GetElapsedTime(began) > (limit ?? Limit))
                throw Late(what, limit);
        }
    }

    /// <summary>Waits for a task.</summary>
    /// <exception cref="TimeoutException">It did not end within the limit.</exception>
    public static async Task InTimeAsync(this Task task, TimeSpan? limit = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        // A second look at the task itself: its own TimeoutException is not ours.
        if (await Task.WhenAny(task, Task.Delay(limit ?? Limit)) != task)
            throw Late(what, limit);
        await task;
    }

    /// <inheritdoc cref="InTimeAsync(Task, TimeSpan?, string)"/>
    public static async Task<T> InTimeAsync<T>(
        this Task<T> task,
        TimeSpan? limit = null,
        [CallerArgumentExpression(nameof(task))] string what = ""
    )
    {
        await InTimeAsync((Task)task, limit, what);
        return await task;
    }

    /// <summary>Waits for the end of a process. One that does not end is killed, with its children.</summary>
    /// <exception cref="TimeoutException">It did not end within the limit.</exception>
    public static async Task ExitInTimeAsync(this Process process, TimeSpan? limit = null)
    {
        try
        {
            await process
                .WaitForExitAsync()
                .InTimeAsync(limit, $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} has ended");
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Waits for the end of a process whose two outputs are redirected, and gives what it wrote to them.</summary>
    /// <exception cref="TimeoutException">It did not end within the limit, or a child of it holds its outputs open.</exception>
    public static async Task<(string Output, string Errors)> ReadToEndAsync(this Process process, TimeSpan? limit = null)
    {
        var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.ExitInTimeAsync(limit);
        await texts.InTimeAsync(limit, $"the outputs of {process.StartInfo.FileName} are closed");
        return (texts.Result[0], texts.Result[1]);
    }

    private static TimeoutException Late(string what, TimeSpan? limit) => new($"not within {(limit ?? Limit).TotalSeconds} s: {what}");
}
