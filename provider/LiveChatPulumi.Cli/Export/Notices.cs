using System.Collections.Concurrent;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Cli.Export;

/// <summary>What the plugin had to say while it read. The same text is told once: of many objects of a kind the same holds.</summary>
internal sealed class Notices
{
    private readonly ConcurrentDictionary<string, int> _warnings = new(StringComparer.Ordinal);

    /// <summary>The warnings, each with how often it came.</summary>
    public IEnumerable<string> Warnings =>
        _warnings.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => w.Value == 1 ? w.Key : $"{w.Key} ({w.Value} objects)");

    /// <summary>Takes a line of the plugin's log.</summary>
    public void Add(LogSeverity severity, string text)
    {
        if (severity == LogSeverity.Warning)
            _warnings.AddOrUpdate(text, 1, (_, n) => n + 1);
    }
}
