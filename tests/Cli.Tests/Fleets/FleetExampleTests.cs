using LiveChatPulumi.Emulator;
using TestSupport;

namespace Cli_Tests;

/// <summary>examples/brands and examples/fleet: two ways to have the licenses of many brands.</summary>
public class FleetExampleTests
{
    [Fact]
    public async Task Brands_OneProgram_MakesEachLicenseByAProviderOfItsOwn()
    {
        await using var command = await CommandHarness.StartAsync();
        await using var travel = await EmulatorServer.StartAsync();
        var binary = Repo.Path("examples", "brands", "bin", Repo.Configuration, "net10.0", "Brands.dll");
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
            $"name: brands\nruntime:\n  name: dotnet\n  options: {{ binary: {binary} }}\n"
        );
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"),
            $"""
            config:
              brands:brands:
                - {"{"} name: shop, language: en, accountId: emulator, apiUrl: "{command.Emulator.Url}" {"}"}
                - {"{"} name: travel, language: de, accountId: emulator, apiUrl: "{travel.Url}" {"}"}
            """
        );
        await command.SucceedAsync("config", "set", "--secret", "shopToken", "emulator-pat");
        await command.SucceedAsync("config", "set", "--secret", "travelToken", "emulator-pat");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.Equal(["General en", "Support en"], Groups(command.Emulator));
        Assert.Equal(["General en", "Support de"], Groups(travel));
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
    }

    [Fact]
    public async Task Fleet_AStackForEachLicense_TakesItsCredentialFromVariables()
    {
        await using var command = await CommandHarness.StartAsync();
        foreach (var file in Directory.EnumerateFiles(Repo.Path("examples", "fleet")))
            File.Copy(file, Path.Combine(command.ProjectFolder, Path.GetFileName(file)));
        command.Environment["SHOP_ACCOUNT_ID"] = "emulator";
        command.Environment["SHOP_TOKEN"] = "emulator-pat";
        var (code, output, _) = await command.RunFleetAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("shop    done: create 2", output, StringComparison.Ordinal);
        Assert.Contains("the variable TRAVEL_ACCOUNT_ID is not set", output, StringComparison.Ordinal);
        Assert.Equal(["General en", "Support en"], Groups(command.Emulator));
    }

    private static IEnumerable<string> Groups(EmulatorServer license) =>
        license.Control("dump")["groups"]!.AsArray().Select(g => $"{g!["name"]} {g["language_code"]}");
}
