using TestSupport;

namespace Published_;

/// <summary>A C# project outside of the repository, made of what make dist and make install leave.</summary>
[Collection(FeedCollection.Name)]
public sealed class OutsideProjectTests(StandInFeed feed) : IDisposable
{
    private const string Program = """
        using System.Collections.Generic;
        using Pulumi;
        using LiveChat = LiveChatPulumi.LiveChat;

        return await Deployment.RunAsync(() =>
        {
            var support = new LiveChat.Group("support", new() { Name = new Config().Require("team"), LanguageCode = "en" });
            var vip = new LiveChat.Tag("vip", new() { Name = "vip", GroupIds = { support.GroupId } });
            _ = new LiveChat.Agent("ann", new()
            {
                Email = "ann@example.com",
                Name = "Ann",
                Groups = { new LiveChat.Inputs.GroupMembershipArgs { GroupId = support.GroupId, Priority = LiveChat.Priority.First } },
            });
            return new Dictionary<string, object?> { ["tag"] = vip.Name };
        });
        """;

    private readonly TemporaryFolder _folder = new();

    private string Home => _folder.File("home");

    private string PulumiHome => Path.Combine(Home, ".pulumi");

    private string Project => _folder.File("shop");

    private string Command => Path.Combine(Home, ".local", "bin", "livechat");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Project_OfPublishedThingsAlone_IsPreviewedAppliedAndDestroyed()
    {
        await InstallAsync();
        WriteProject();
        using (var license = await PublishedLicense.StartAsync(Command))
            await license.LiveAsync(words => LiveChatAsync(license.Url, words), "\"Outside\"");

        // Pulumi's own CLI learns from these which plugin a program needs.
        var content = Path.Combine(feed.Packages, "livechatpulumi.livechat", Repo.Version, "content");
        Assert.Equal(["pulumi-plugin.json", "version.txt"], Directory.GetFiles(content).Select(Path.GetFileName).Order());
    }

    private async Task InstallAsync()
    {
        var places = new Dictionary<string, string> { ["PULUMI_HOME"] = PulumiHome, ["PREFIX"] = Path.Combine(Home, ".local") };
        await Shell.RunAsync(Repo.Root, TimeSpan.FromMinutes(20), places, "make", "install");
        string[] expected =
        [
            ".local/bin/livechat",
            $".pulumi/plugins/converter-livechat-v{Repo.Version}/pulumi-converter-livechat",
            $".pulumi/plugins/resource-livechat-v{Repo.Version}/pulumi-resource-livechat",
        ];
        var installed = Directory.GetFiles(Home, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Home, f));
        Assert.Equal(expected, installed.Order(StringComparer.Ordinal));
    }

    private void WriteProject()
    {
        Directory.CreateDirectory(Project);
        Write("Pulumi.yaml", "name: shop\nruntime: dotnet\n");
        Write("Pulumi.dev.yaml", "config:\n  shop:team: Outside\n");
        Write("Program.cs", Program);
        Write(
            "Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="LiveChatPulumi.LiveChat" Version="{Repo.Version}" />
              </ItemGroup>
            </Project>
            """
        );

        // The official package, where it can be restored, has a lower version than the stand-in's that our range allows: it is taken.
        Write(
            "nuget.config",
            $"""
            <configuration>
              <packageSources>
                <add key="dist" value="{Repo.Path("dist")}" />
                <add key="stand-in" value="{feed.Source}" />
              </packageSources>
            </configuration>
            """
        );
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Project, name), text);

    private Task<string> LiveChatAsync(string url, string[] arguments)
    {
        var environment = new Dictionary<string, string>(feed.Environment)
        {
            ["RestoreAdditionalProjectSources"] = "",
            ["PULUMI_HOME"] = PulumiHome,
            ["PULUMI_CONFIG_PASSPHRASE"] = "x",
            ["LIVECHAT_API_URL"] = url,
            ["LIVECHAT_ACCESS_TOKEN"] = "dal:emulator-token",
            ["PulumiPackage"] = "",
        };
        return Shell.RunAsync(Project, TimeSpan.FromMinutes(5), environment, [Command, "--stack", "dev", .. arguments]);
    }
}
