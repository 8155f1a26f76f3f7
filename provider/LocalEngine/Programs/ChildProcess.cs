using System.Collections;
using System.Diagnostics;

namespace LocalEngine.Programs;

/// <summary>Processes that the engine starts: they see the variables that the engine was given, and no others.</summary>
internal static class ChildProcess
{
    /// <summary>The variables of this process.</summary>
    public static Dictionary<string, string> OwnVariables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(
                v => (string)v.Key,
                v => (string)v.Value!,
                OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
            );

    /// <summary>Gives a process its variables.</summary>
    /// <param name="start">The process to start.</param>
    /// <param name="environment">Names and values.</param>
    public static ProcessStartInfo With(this ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
