using System.CommandLine;
using LiveChatPulumi.Cli;
using LocalEngine.Programs;

// Ctrl-C is ours: by default the library ends the process two seconds after it, with steps still under way.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
var context = new CommandContext(ChildProcess.OwnVariables(), Console.Out, Console.Error, AppContext.BaseDirectory);
return await CommandLine.Build(context).Parse(args).InvokeAsync(configuration);
