using System.Diagnostics;

namespace TestSupport;

/// <summary>Runs commands that have to succeed within a time.</summary>
public static class Shell
{
    /// <summary>Runs a command and gives what it wrote.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="environment">Further variables.</param>
    /// <param name="command">The command and its arguments.</param>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(
        string folder,
        TimeSpan limit,
        IReadOnlyDictionary<string, string> environment,
        params string[] command
    )
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var time = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', command)} took longer than {limit}:\n{string.Join('\n', await texts)}");
        }

        var (output, errors) = ((await texts)[0], (await texts)[1]);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{output}\n{errors}");
    }
}
