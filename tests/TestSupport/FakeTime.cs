using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace TestSupport;

/// <summary>Moves a clock that tests move by hand.</summary>
public static class FakeTime
{
    /// <summary>Moves it in steps for as long as a task waits.</summary>
    /// <exception cref="TimeoutException">The task waits for something else, by the limit of <see cref="Within"/>.</exception>
    public static async Task AdvanceUntilAsync(
        this FakeTimeProvider time,
        Task task,
        TimeSpan step,
        [CallerArgumentExpression(nameof(task))] string what = ""
    )
    {
        for (var began = Stopwatch.GetTimestamp(); !task.IsCompleted; )
        {
            if (Stopwatch.GetElapsedTime(began) > Within.Limit)
                throw new TimeoutException($"the clock is at {time}, and still not: {what}");
            time.Advance(step);

            // What the step has set free goes on first, so that the clock does not run ahead of it.
            await Task.Run(() => { });
        }
    }
}
