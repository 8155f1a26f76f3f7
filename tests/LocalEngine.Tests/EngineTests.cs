using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Projects;
using LocalEngine.State;
using LocalEngine.Yaml;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace LocalEngine_Tests;

public class EngineTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1h2m3s", 3723)]
    [InlineData("300000000000ns", 300)]
    [InlineData("1.5s", 1.5)]
    public void Durations_GoForm_IsRead(string text, double seconds) => Assert.Equal(seconds, Durations.Seconds(text), 6);

    [Theory]
    [InlineData("5")]
    [InlineData("5 minutes")]
    [InlineData("m")]
    public void Durations_Nonsense_IsRefused(string text) => Assert.Throws<EngineException>(() => Durations.Seconds(text));

    [Fact]
    public void Crypter_AnotherPassphrase_IsRefused()
    {
        var crypter = PassphraseCrypter.Create("right");
        Assert.Equal("text", PassphraseCrypter.Open("right", crypter.Salt).Decrypt(crypter.Encrypt("text")));
        Assert.Throws<EngineException>(() => PassphraseCrypter.Open("wrong", crypter.Salt));
    }

    [Fact]
    public void Checkpoint_FieldsOfNewerPulumi_AreKept()
    {
        const string text = """
            {"version":3,"deployment":{
             "manifest":{"time":"2026-01-01T00:00:00Z",
              "magic":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","version":""},
             "resources":[{"urn":"urn:pulumi:dev::shop::t:t:T::a","custom":false,"type":"t:t:T","sourcePosition":"project:///x#1"}]}}
            """;
        var codec = new CheckpointFile(null);
        Assert.Contains(
            "\"sourcePosition\": \"project:///x#1\"",
            codec.WriteExport(codec.Read(text), DateTimeOffset.UnixEpoch).Replace("\":\"", "\": \"", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Journal_LastLineCutOff_DoesNotCount()
    {
        using var folder = new TemporaryFolder();
        var codec = new CheckpointFile(null);
        var state = new ResourceState { Urn = "urn:pulumi:dev::shop::t:t:T::a", Type = "t:t:T" };
        using (var journal = new Journal(folder.File("j"), codec))
        {
            var deployment = new DeploymentState(Snapshot.Empty, journal);
            deployment.Begin("creating", state);
            deployment.Commit(state, null);
        }

        File.AppendAllText(folder.File("j"), "{\"t\":\"fin");
        var replayed = Journal.Replay(Snapshot.Empty, folder.File("j"), codec);
        Assert.Single(replayed.Resources);
        Assert.Equal("creating", Assert.Single(replayed.PendingOperations).Type);
    }

    [Fact]
    public void Snapshot_NewResourceDependsOnOldOne_OldOneStandsFirst()
    {
        var old = new ResourceState { Urn = "urn:pulumi:dev::shop::t:t:T::old", Type = "t:t:T" };
        var deployment = new DeploymentState(new Snapshot([old], [], null), null);
        deployment.Commit(
            new ResourceState
            {
                Urn = "urn:pulumi:dev::shop::t:t:T::new",
                Type = "t:t:T",
                Dependencies = [old.Urn],
            },
            null
        );
        Assert.Equal(["old", "new"], deployment.ToSnapshot().Resources.Select(r => r.Name));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("4", 4.0)]
    [InlineData("\"4\"", "4")]
    [InlineData("true", true)]
    [InlineData("'true'", "true")]
    [InlineData("~", null)]
    [InlineData("08:00", "08:00")]
    [InlineData("1.2.3", "1.2.3")]
    public void Yaml_Scalar_HasTheTypeThatItsFormSays(string text, object? expected)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        Assert.Equal(expected, YamlValues.Scalar((YamlScalarNode)stream.Documents[0].RootNode));
    }

    [Theory]
    [InlineData("a ${b.c[0]} d", 3)]
    [InlineData("${b}", 1)]
    [InlineData("$${literal} text", 1)]
    [InlineData("$$${b}", 2)]
    public void Template_Text_FallsIntoParts(string text, int parts) => Assert.Equal(parts, Template.Parse(text).Parts.Length);

    [Fact]
    public void Template_NotClosed_IsRefused() => Assert.Throws<FormatException>(() => Template.Parse("${a.b"));

    [Fact]
    public void Project_NoPulumiYaml_SaysWhereItLooked()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.Path, Assert.Throws<EngineException>(() => Project.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backend_OtherThanFile_IsLeftToPulumi() =>
        Assert.Contains(
            "Pulumi CLI",
            Assert.Throws<EngineException>(() => new FileBackend("/tmp", "p", "s", "s3://bucket")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Differ_ReplaceOnChanges_TurnsAnUpdateIntoAReplacement()
    {
        var response = new PluginProtocol.Messages.DiffResponse
        {
            Changes = PluginProtocol.Messages.DiffResponse.Types.DiffChanges.DiffSome,
            HasDetailedDiff = true,
        };
        response.DetailedDiff["groups[0].priority"] = new PluginProtocol.Messages.PropertyDiff
        {
            Kind = PluginProtocol.Messages.PropertyDiff.Types.Kind.Update,
            InputDiff = true,
        };
        var old = new ResourceState { Urn = "urn:pulumi:dev::shop::t:t:T::a", Type = "t:t:T" };
        Assert.True(DiffResult.Read(response, old, PropertyObject.Empty, ["groups[*].priority"]).Replaces);
        Assert.False(DiffResult.Read(response, old, PropertyObject.Empty, ["name"]).Replaces);
    }

    /// <summary>Where an element came into a list, another one may have stood before; where one went, another may stand now.</summary>
    [Theory]
    [InlineData(PropertyDiff.Types.Kind.Add, null, "x")]
    [InlineData(PropertyDiff.Types.Kind.AddReplace, null, "x")]
    [InlineData(PropertyDiff.Types.Kind.Delete, "a", null)]
    [InlineData(PropertyDiff.Types.Kind.Update, "a", "x")]
    public void Diff_ElementOfAList_ShowsNoOtherElement(PropertyDiff.Types.Kind kind, string? old, string? @new)
    {
        var response = new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffSome, HasDetailedDiff = true };
        response.DetailedDiff["rules[0]"] = new PropertyDiff { Kind = kind, InputDiff = true };
        var state = new ResourceState
        {
            Urn = "urn:pulumi:dev::shop::t:t:T::a",
            Type = "t:t:T",
            Inputs = PropertyObject.Of(("rules", PropertyValue.List([PropertyValue.Of("a")]))),
        };
        var news = PropertyObject.Of(("rules", PropertyValue.List([PropertyValue.Of("x"), PropertyValue.Of("a")])));
        var change = Assert.Single(DiffResult.Read(response, state, news, []).Changes);
        Assert.Equal((old, @new), (change.Old?.ToString(), change.New?.ToString()));
    }
}
