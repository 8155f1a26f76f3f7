using LiveChatPulumi.Cli;

return await CommandLine.Build(Environment.GetEnvironmentVariable, Console.Out, Console.Error).Parse(args).InvokeAsync();
