using TestSupport;

namespace Cli_Tests;

/// <summary>livechat new. Its C# project is restored, built and run in tests/Published.</summary>
public sealed class NewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task New_InYaml_MakesAProjectThatIsApplied()
    {
        await using var command = await CommandHarness.StartAsync();
        var (code, output, errors) = await RunAsync(command, "new", "shop-2", "--language", "yaml");
        Assert.True(code == 0, errors);
        Assert.Contains("Made shop-2: .gitignore, Pulumi.dev.yaml, Pulumi.yaml", output, StringComparison.Ordinal);
        Assert.Contains("cd shop-2", output, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(_folder.File("shop-2/Pulumi.yaml"));
        Assert.StartsWith("name: shop-2\n", text, StringComparison.Ordinal);
        var (applied, shown, faults) = await command.RunInAsync(_folder.File("shop-2"), "up", "--yes", "--skip-preview");
        Assert.True(applied == 0, shown + faults);
        Assert.Contains(command.Dump()["agents"]!.AsArray(), a => (string?)a!["id"] == "ann@example.com");
    }

    [Fact]
    public async Task New_InCSharp_MakesTheTemplateWithNameStackVersionAndFeed()
    {
        await using var command = await CommandHarness.StartAsync();
        string[] words = ["--stack", "test", "new", "shop", "--name", "desk", "--packages", _folder.Path];
        var (code, output, errors) = await RunAsync(command, words);
        Assert.True(code == 0, errors);
        Assert.Contains(
            ".gitignore, Program.cs, Pulumi.test.yaml, Pulumi.yaml, desk.csproj, nuget.config",
            output,
            StringComparison.Ordinal
        );
        Assert.Equal("config:\n  desk:domain: example.com\n", await File.ReadAllTextAsync(_folder.File("shop/Pulumi.test.yaml")));
        var project = await File.ReadAllTextAsync(_folder.File("shop/desk.csproj"));
        Assert.Contains($"Include=\"LiveChatPulumi.LiveChat\" Version=\"{Repo.Version}\"", project, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, await File.ReadAllTextAsync(_folder.File("shop/nuget.config")), StringComparison.Ordinal);
        Assert.All(
            Directory.GetFiles(_folder.File("shop")),
            f => Assert.DoesNotContain("LicenseProject", File.ReadAllText(f), StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("is there already", "new", "shop", "--language", "yaml")]
    [InlineData("'my shop' is no name of a project", "new", "other", "--name", "my shop")]
    [InlineData("--packages nowhere: there is no such folder.", "new", "other", "--packages", "nowhere")]
    [InlineData("--packages is for C#", "new", "other", "--language", "yaml", "--packages", "/")]
    public async Task New_WhatCannotBe_IsRefusedAndNothingIsWritten(string told, params string[] words)
    {
        Directory.CreateDirectory(_folder.File("shop"));
        await File.WriteAllTextAsync(_folder.File("shop/Pulumi.yaml"), "name: mine\n");
        await using var command = await CommandHarness.StartAsync();
        var (code, _, errors) = await RunAsync(command, words);
        Assert.Equal(1, code);
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.Equal([_folder.File("shop/Pulumi.yaml")], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(CommandHarness command, params string[] words) =>
        command.RunForAsync(command.Environment, ["--cwd", _folder.Path, .. words]);
}
