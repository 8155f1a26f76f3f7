using System.Collections.Immutable;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Programs;
using LocalEngine.Projects;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>A C# program and the SDK itself.</summary>
public sealed class DotnetProgramTests
{
    private const string Unchanged = "Info: program unchanged since the last build";

    [Fact]
    public async Task Prepare_NothingChanged_BuildsOnlyOnceAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("Pulumi.yaml"), "name: shop\nruntime: dotnet\n");
        await File.WriteAllTextAsync(
            folder.File("Shop.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """
        );
        Assert.Empty((await PrepareAsync(folder, "one")).Observer.Messages);
        Assert.Equal([Unchanged, "one"], await RunAsync(folder, "one"));
        Assert.Equal(["two"], await RunAsync(folder, "two"));
    }

    /// <summary>Writes the program and prepares it.</summary>
    private static async Task<(DotnetProgram Program, RecordingObserver Observer)> PrepareAsync(TemporaryFolder folder, string says)
    {
        await File.WriteAllTextAsync(folder.File("Program.cs"), $"""System.Console.WriteLine("{says}");""");
        var program = new DotnetProgram(Project.Load(folder.Path), ChildProcess.OwnVariables());
        var observer = new RecordingObserver();
        await program.PrepareAsync(observer, default);
        return (program, observer);
    }

    /// <summary>Runs it as well; gives all that it and the engine say.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync(TemporaryFolder folder, string says)
    {
        var (program, observer) = await PrepareAsync(folder, says);
        var target = new Target("shop", "dev", "organization", ImmutableSortedDictionary<string, string>.Empty, []);
        Assert.Null(await program.RunAsync(new ProgramRun(target, "127.0.0.1:1", "127.0.0.1:1", true, 1, observer), default));
        return observer.Messages;
    }
}
