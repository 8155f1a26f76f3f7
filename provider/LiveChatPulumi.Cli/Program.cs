using System.CommandLine;
using LiveChatPulumi.Cli;

// Ctrl-C is ours: by default the library ends the process two seconds after it, with steps still under way.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await CommandLine.Build(Environment.GetEnvironmentVariable, Console.Out, Console.Error).Parse(args).InvokeAsync(configuration);
