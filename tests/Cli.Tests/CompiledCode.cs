using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TestSupport;

namespace Cli_Tests;

/// <summary>C# that a command printed, compiled against the SDK as in the program into which a person pastes it.</summary>
internal static class CompiledCode
{
    /// <summary>The compiler's warnings and errors.</summary>
    /// <param name="statements">The printed code.</param>
    public static IReadOnlyList<string> Faults(string statements)
    {
        var code = $$"""
            using System.Collections.Generic;
            using Pulumi;
            using LiveChat = LiveChatPulumi.LiveChat;
            return await Deployment.RunAsync(() =>
            {
            {{statements}}
            });
            """;
        var folder = Repo.Path("tests", "ListedProgram", "bin", Repo.Configuration, "net10.0");
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal));
        // As the .NET SDK does: assemblies of an older framework are no news.
        var options = new CSharpCompilationOptions(
            OutputKind.ConsoleApplication,
            nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: new Dictionary<string, ReportDiagnostic> { ["CS1701"] = ReportDiagnostic.Suppress }
        );
        return
        [
            .. CSharpCompilation
                .Create(
                    "program",
                    [CSharpSyntaxTree.ParseText(code)],
                    platform
                        .Append(Path.Combine(folder, "Pulumi.dll"))
                        .Append(Path.Combine(folder, "LiveChatPulumi.LiveChat.dll"))
                        .Select(p => MetadataReference.CreateFromFile(p)),
                    options
                )
                .GetDiagnostics()
                .Where(d => d.Severity >= DiagnosticSeverity.Warning)
                .Select(d => d.ToString()),
        ];
    }
}
