using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.State;
using PluginProtocol.Values;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>
/// What comes from outside ends in a value or in an error of one line, whatever it holds: never in a hang, nor in another exception. Each
/// file of the corpus is read as it is, and changed at random.
/// </summary>
public sealed class CorpusTests : IDisposable
{
    private static readonly int Changes = LongForms.Wanted ? 2000 : 50;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Yaml => Files("yaml");

    public static TheoryData<string> Journals => Files("journal");

    public static TheoryData<string> Checkpoints => Files("checkpoint");

    public static TheoryData<string> Structs => Files("struct");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Yaml))]
    public Task YamlFile_AnyText_IsReadOrRefusedInALine(string file) =>
        AllAsync(file, bytes => YamlFile.Parse(System.Text.Encoding.UTF8.GetString(bytes), "Pulumi.yaml"));

    [Theory]
    [MemberData(nameof(Journals))]
    public Task Journal_AnyText_IsReadOrRefusedInALine(string file) =>
        AllAsync(
            file,
            bytes =>
            {
                File.WriteAllBytes(_folder.File("journal"), bytes);
                Journal.Replay(Snapshot.Empty, _folder.File("journal"), new CheckpointFile(null));
            }
        );

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public Task Checkpoint_AnyText_IsReadOrRefusedInALine(string file) =>
        AllAsync(file, bytes => new CheckpointFile(null).Read(System.Text.Encoding.UTF8.GetString(bytes)));

    [Theory]
    [MemberData(nameof(Structs))]
    public Task Struct_AnyBytes_AreReadOrRefusedInALine(string file)
    {
        var message = Struct.Parser.ParseJson(File.ReadAllText(Repo.Data("corpus", file)));
        return AllAsync(message.ToByteArray(), bytes => StructCodec.Read(Struct.Parser.ParseFrom(bytes)));
    }

    private static Task AllAsync(string file, Action<byte[]> read) => AllAsync(File.ReadAllBytes(Repo.Data("corpus", file)), read);

    private static async Task AllAsync(byte[] original, Action<byte[]> read)
    {
        await OneAsync(original, "as it is", read);
        for (var seed = 0; seed < Changes; seed++)
            await OneAsync(Changed(original, new Random(seed)), $"change {seed}", read);
    }

    private static async Task OneAsync(byte[] bytes, string what, Action<byte[]> read)
    {
        var failure = await Task.Run(() => Record.Exception(() => read(bytes))).InTimeAsync();
        if (failure is null)
            return;
        Assert.True(
            failure is EngineException or FormatException or InvalidProtocolBufferException,
            $"{what}: {failure}\n{System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 2000)))}"
        );
        Assert.DoesNotContain('\n', failure.Message);
    }

    /// <summary>One to four changes: a span goes, comes twice or elsewhere, or a byte becomes another one.</summary>
    private static byte[] Changed(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 5); n > 0 && bytes.Count > 0; n--)
        {
            var start = random.Next(bytes.Count);
            var span = bytes.GetRange(start, random.Next(Math.Min(20, bytes.Count - start) + 1));
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(start, span.Count);
                    break;
                case 1:
                    bytes.InsertRange(random.Next(bytes.Count), span);
                    break;
                case 2:
                    bytes[start] = (byte)"{}[]:,\"'0-9.\0\n\t&*!%"[random.Next(19)];
                    break;
                default:
                    bytes[start] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }

    private static TheoryData<string> Files(string kind) =>
        [.. Directory.GetFiles(Repo.Data("corpus", kind)).Select(f => $"{kind}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal)];
}
