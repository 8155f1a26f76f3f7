using Microsoft.Extensions.Logging;

namespace LiveChatPulumi.Provider.Diagnostics;

/// <summary>What the provider logs, all at debug level. Ids and names are stable: 2000 and up.</summary>
internal static partial class ProviderEvents
{
    [LoggerMessage(2001, LogLevel.Debug, "{Type}: list {Number} shows {Count} objects")]
    public static partial void Listed(this ILogger log, string type, long number, int count);

    [LoggerMessage(2002, LogLevel.Debug, "{Type} '{Id}' does not show yet what was written; asked again in {Milliseconds} ms")]
    public static partial void NotShownYet(this ILogger log, string type, string id, long milliseconds);

    [LoggerMessage(
        2003,
        LogLevel.Debug,
        "{Type} '{Name}': the answer of its create was lost; it is looked up before it is sent again (try {Attempt})"
    )]
    public static partial void CreateLost(this ILogger log, string type, string name, int attempt);

    [LoggerMessage(2004, LogLevel.Debug, "{Type} '{Name}': the create with the lost answer made '{Id}'")]
    public static partial void CreateFound(this ILogger log, string type, string name, string id);

    [LoggerMessage(
        2005,
        LogLevel.Debug,
        "{Type} '{Name}': {Error}; it names what this run has just created, so it is sent again in {Milliseconds} ms"
    )]
    public static partial void TooEarly(this ILogger log, string type, string name, string error, long milliseconds);
}
