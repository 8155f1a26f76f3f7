namespace Cli_Tests;

/// <summary>The lines in C# of docs/rename.md, which people paste into their programs; RenameTests has those in YAML.</summary>
public class RenamePageTests
{
    [Fact]
    public void CSharp_OfThePage_CompilesInAProgram()
    {
        var blocks = MarkdownPage.All["docs/rename.md"].Blocks.Where(b => b.Language == "csharp").ToList();
        Assert.NotEmpty(blocks);
        var lines = blocks.Select(b =>
            "_ = " + b.Text.TrimEnd(';').Replace("new Agent(", "new LiveChat.Agent(", StringComparison.Ordinal) + ";"
        );
        Assert.Empty(CompiledCode.Faults("Resource team = null!;\n" + string.Join('\n', lines)));
    }
}
