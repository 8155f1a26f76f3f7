using LocalEngine.Programs;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>When a C# program need not be built again. What builds leave is laid there by hand.</summary>
public sealed class BuildRecordTests : IDisposable
{
    /// <summary>What changes after a build, in the program and in what it references.</summary>
    private static readonly Dictionary<string, Action<BuildRecordTests>> Changes = new()
    {
        ["a source"] = t => t.Put("app/Program.cs", "// two"),
        ["a source of a referenced project"] = t => t.Put("lib/Lib.cs", "// two"),
        ["a source of a project that this one references"] = t => t.Put("deep/Deep.cs", "// two"),
        ["a new file"] = t => t.Put("app/more/New.cs", "// new"),
        ["a file that is gone"] = t => File.Delete(t.At("app/Other.cs")),
        ["the project file"] = t => t.PutProject("app/App.csproj", "<Nullable>enable</Nullable>", Reference("../lib/Lib.csproj")),
        ["an imported file"] = t => t.Put("shared.props", "<Project><PropertyGroup><Nullable>enable</Nullable></PropertyGroup></Project>"),
        ["a file that MSBuild looks for above"] = t => t.Put("Directory.Build.props", "<Project />"),
        ["the SDK's pin"] = t => t.Put("global.json", """{ "sdk": { "version": "10.0.100" } }"""),
        ["the feeds"] = t => t.Put("NuGet.config", "<configuration />"),
        ["rules of style"] = t => t.Put(".editorconfig", "root = true"),
        ["the output is gone"] = t => Directory.Delete(t.At("app/bin"), recursive: true),
        ["one file of the output is gone"] = t => File.Delete(t.At("app/bin/Debug/net10.0/App.dll")),
        ["the output of a referenced project is another"] = t => t.Put("lib/bin/Debug/net10.0/Lib.dll", "another"),
        ["what NuGet restored is another"] = t => t.Put("app/obj/project.assets.json", "{ }"),
        ["a variable"] = t => t._environment["Configuration"] = "Release",
        ["a variable that the project reads"] = t => t._environment["PULUMI_FLAVOUR"] = "sweet",
        ["the SDK"] = t => t._sdk = "10.0.200",
    };

    /// <summary>What changes from run to run, and is nothing to a build.</summary>
    private static readonly Dictionary<string, Action<BuildRecordTests>> Noise = new()
    {
        ["nothing"] = _ => { },
        ["the stack's state"] = t => t.Put("app/.pulumi/stacks/dev.json", "{ }"),
        ["the terminal"] = t => t._environment["COLUMNS"] = "120",
        ["a secret of this tool"] = t => t._environment["PULUMI_CONFIG_PASSPHRASE"] = "hush",
        ["a project that is not referenced"] = t => t.Put("other/Other.cs", "// two"),
    };

    /// <summary>Projects whose builds cannot be foreseen: what stands in them beside the usual.</summary>
    private static readonly Dictionary<string, (string Property, string Item)> Doubts = new()
    {
        ["a target"] = ("", """<Target Name="T"><Exec Command="true" /></Target>"""),
        ["a task"] = ("", """<UsingTask TaskName="T" AssemblyFile="t.dll" />"""),
        ["another SDK as well"] = ("", """<Sdk Name="Other.Sdk" Version="1.0.0" />"""),
        ["an import by property"] = ("", """<Import Project="$(Somewhere)/a.props" />"""),
        ["an import that is not there"] = ("", """<Import Project="missing.props" />"""),
        ["sources outside"] = ("", """<ItemGroup><Compile Include="../elsewhere/*.cs" /></ItemGroup>"""),
        ["sources by property"] = ("", """<ItemGroup><Compile Include="$(Somewhere)*.cs" /></ItemGroup>"""),
        ["a library outside"] = ("", """<ItemGroup><Reference Include="X"><HintPath>/opt/x.dll</HintPath></Reference></ItemGroup>"""),
        ["a floating version"] = ("", """<ItemGroup><PackageReference Include="X" Version="1.*" /></ItemGroup>"""),
        ["a floating version by itself"] = (
            "",
            """<ItemGroup><PackageReference Include="X"><Version>*</Version></PackageReference></ItemGroup>"""
        ),
        ["a reference by pattern"] = ("", Reference("../*/*.csproj")),
        ["a reference that is not there"] = ("", Reference("../gone/Gone.csproj")),
        ["a reference to F#"] = ("", Reference("../fsharp/F.fsproj")),
        ["a value that is computed"] = ("<Version>$([System.DateTime]::Now.Year).0</Version>", ""),
        ["a condition on a file"] = ("""<Nullable Condition="Exists('../x')">enable</Nullable>""", ""),
        ["another way to run"] = ("<RunArguments>--all</RunArguments>", ""),
        ["output elsewhere"] = ("<OutputPath>../out</OutputPath>", ""),
        ["no XML"] = ("<", ""),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["PATH"] = "/usr/bin", ["TERM"] = "xterm" };
    private string _sdk = "10.0.100";

    public BuildRecordTests()
    {
        PutProject(
            "app/App.csproj",
            "",
            Reference("../lib/Lib.csproj")
                + """<Import Project="$(MSBuildThisFileDirectory)../shared.props" />"""
                + """<PropertyGroup Condition="'$(PULUMI_FLAVOUR)' == 'sweet'"><Nullable>enable</Nullable></PropertyGroup>"""
        );
        PutProject("lib/Lib.csproj", "<NoWarn>$(NoWarn);CS1591</NoWarn>", Reference(@"..\deep\Deep.csproj"));
        PutProject("deep/Deep.csproj", "", "");
        foreach (var source in new[] { "app/Program.cs", "app/Other.cs", "lib/Lib.cs", "deep/Deep.cs", "other/Other.cs" })
            Put(source, "// one");
        Put("shared.props", "<Project />");
        Put("fsharp/F.fsproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        Put("app/bin/Debug/net10.0/App.runtimeconfig.json", "{}");
        Put("app/bin/Debug/net10.0/App.dll", "built");
        Put("app/obj/project.assets.json", "{}");
        Put("lib/bin/Debug/net10.0/Lib.dll", "built");
    }

    public static TheoryData<string> AllChanges => [.. Changes.Keys];

    public static TheoryData<string> AllNoise => [.. Noise.Keys];

    public static TheoryData<string> AllDoubts => [.. Doubts.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(AllChanges))]
    public async Task Holds_SomethingOfTheBuildChanged_IsFalse(string change)
    {
        await RecordAsync();
        Assert.True(await HoldsAsync());
        Changes[change](this);
        Assert.False(await HoldsAsync());
    }

    [Theory]
    [MemberData(nameof(AllNoise))]
    public async Task Holds_NothingOfTheBuildChanged_IsTrue(string change)
    {
        await RecordAsync();
        Noise[change](this);
        Assert.True(await HoldsAsync());
    }

    [Fact]
    public async Task Holds_NothingWasBuilt_IsFalse()
    {
        Directory.Delete(At("app/bin"), recursive: true);
        await RecordAsync();
        Assert.False(await HoldsAsync());
    }

    [Theory]
    [MemberData(nameof(AllDoubts))]
    public void Of_ProjectThatCannotBeForeseen_IsInDoubt(string doubt)
    {
        Assert.NotNull(BuildInputs.Of(At("app")));
        PutProject("app/App.csproj", Doubts[doubt].Property, Doubts[doubt].Item);
        Assert.Null(BuildInputs.Of(At("app")));
    }

    [Theory]
    [InlineData("app/Second.csproj")]
    [InlineData("app/App.sln")]
    [InlineData("app/App.vbproj")]
    public void Of_FolderWithMoreToBuild_IsInDoubt(string file)
    {
        Put(file, """<Project Sdk="Microsoft.NET.Sdk" />""");
        Assert.Null(BuildInputs.Of(At("app")));
    }

    [Fact]
    public void Of_OtherLanguage_IsInDoubt() => Assert.Null(BuildInputs.Of(At("fsharp")));

    [Fact]
    public void Of_CodeInAFileThatMSBuildLooksForAbove_IsInDoubt()
    {
        Put("Directory.Build.targets", """<Project><Target Name="T" /></Project>""");
        Assert.Null(BuildInputs.Of(At("app")));
    }

    [Fact]
    public void Of_LinkedFolder_IsInDoubt()
    {
        Directory.CreateSymbolicLink(At("app/linked"), At("other"));
        Assert.Null(BuildInputs.Of(At("app")));
    }

    [Fact]
    public async Task Digest_OutputThatTheEnvironmentMoves_IsInDoubt()
    {
        _environment["OutDir"] = "/elsewhere";
        Assert.Null(await DigestAsync());
    }

    [Fact]
    public void Executable_OneProgramWasBuilt_IsIt() => Assert.Equal(At("app/bin/Debug/net10.0/App.dll"), Record().Executable());

    [Theory]
    [InlineData("app/bin/Release/net10.0/App.runtimeconfig.json")]
    [InlineData("app/Properties/launchSettings.json")]
    [InlineData("app/App.run.json")]
    public void Executable_MoreThanOneWayToRun_IsLeftToDotnet(string file)
    {
        Put(file, "{}");
        Assert.Null(Record().Executable());
    }

    private static string Reference(string path) => $"""<ItemGroup><ProjectReference Include="{path}" /></ItemGroup>""";

    private string At(string path) => _folder.File(path);

    private void Put(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
    }

    private void PutProject(string path, string property, string items) =>
        Put(
            path,
            $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType>{property}</PropertyGroup>{items}</Project>"""
        );

    private Task<string?> DigestAsync() => BuildInputs.Of(At("app"))!.DigestAsync(_sdk, _environment, default);

    private BuildRecord Record() => new(At("app"), BuildInputs.Of(At("app"))!);

    private async Task RecordAsync() => Record().Write((await DigestAsync())!);

    private async Task<bool> HoldsAsync() => await DigestAsync() is { } digest && Record().Holds(digest);
}
