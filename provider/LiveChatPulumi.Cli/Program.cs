using System.Collections;
using System.CommandLine;
using LiveChatPulumi.Cli;

// Ctrl-C is ours: by default the library ends the process two seconds after it, with steps still under way.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
var environment = Environment
    .GetEnvironmentVariables()
    .Cast<DictionaryEntry>()
    .ToDictionary(
        v => (string)v.Key,
        v => (string)v.Value!,
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
    );
var context = new CommandContext(environment, Console.Out, Console.Error, AppContext.BaseDirectory);
return await CommandLine.Build(context).Parse(args).InvokeAsync(configuration);
