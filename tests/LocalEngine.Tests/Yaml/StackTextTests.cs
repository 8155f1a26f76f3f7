using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.State;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace LocalEngine_Tests.Yaml;

/// <summary>A stack file stays as people wrote it, but for the one value.</summary>
public class StackTextTests
{
    private const string File = "Pulumi.dev.yaml";

    private const string Written = """
        # the team's own words
        encryptionsalt: v1:abc

        config:
          # first
          shop:b: 'two'   # behind

          shop:a: "one"
          shop:list: [ 1, 2 ]  # in a row
          shop:block: |
            line
            line

          # of the secret
          livechat:accessToken:
            # inside
            secure: v1:old # rotated in May
        # the end

        """;

    [Theory]
    [InlineData("shop:b", "three", "  shop:b: 'two'   # behind", "  shop:b: 'three'   # behind")]
    [InlineData("shop:b", "it's", "  shop:b: 'two'   # behind", "  shop:b: 'it''s'   # behind")]
    [InlineData("shop:a", "a: \"b\"", "  shop:a: \"one\"", "  shop:a: \"a: \\\"b\\\"\"")]
    [InlineData("shop:list", "x", "[ 1, 2 ]", "x")]
    [InlineData("shop:new", "5", "            # rotated", "            # rotated")]
    public void SetConfig_OneValue_ChangesThatValueOnly(string key, string value, string from, string to)
    {
        var changed = StackText.SetConfig(Written, File, key, value, secure: false);
        var expected =
            key == "shop:new"
                ? Written.Replace("# rotated in May\n", "# rotated in May\n  shop:new: \"5\"\n", StringComparison.Ordinal)
                : Written.Replace(from, to, StringComparison.Ordinal);
        Assert.Equal(expected, changed);
    }

    [Fact]
    public void SetConfig_SecretForASecret_KeepsWhatIsAroundIt() =>
        Assert.Equal(
            Written.Replace("v1:old", "v1:new", StringComparison.Ordinal),
            StackText.SetConfig(Written, File, "livechat:accessToken", "v1:new", secure: true)
        );

    [Fact]
    public void SetConfig_SecretForAText_StaysOnItsLine() =>
        Assert.Equal(
            Written.Replace("shop:b: 'two'", "shop:b: { secure: v1:new }", StringComparison.Ordinal),
            StackText.SetConfig(Written, File, "shop:b", "v1:new", secure: true)
        );

    [Theory]
    [InlineData("")]
    [InlineData("config: {}\n")]
    [InlineData("config:\n")]
    [InlineData("config:")]
    [InlineData("config: # none yet\n# end\n")]
    [InlineData("config: ~\nencryptionsalt: v1:a\n")]
    [InlineData("config: { shop:a: 1 }\n")]
    [InlineData("{ \"config\": { \"shop:a\": 1 } }")]
    [InlineData("config:\n    shop:a: 1")]
    [InlineData("config:\n    shop:a: 1\nencryptionsalt: v1:a")]
    [InlineData("config:\n  shop:a:\n    - 1\n    - 2\n# end\n")]
    [InlineData("---\nconfig:\n  shop:a: 1\n")]
    [InlineData("# only words\n")]
    public void SetConfig_WhateverFormTheFileHas_AddsTheValueAndKeepsTheRest(string text)
    {
        foreach (var given in new[] { text, text.Replace("\n", "\r\n", StringComparison.Ordinal) })
        {
            foreach (var secure in new[] { false, true })
            {
                var changed = StackText.SetConfig(given, File, "shop:new", "v1:x y", secure);
                var config = (YamlMappingNode)YamlFile.Parse(changed, File).Get("config")!;
                Assert.Equal("v1:x y", secure ? ((YamlMappingNode)config.Get("shop:new")!).Text("secure") : config.Text("shop:new"));
                foreach (var comment in given.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith('#')))
                    Assert.Contains(comment, changed, StringComparison.Ordinal);
                if (given.Contains("\r\n", StringComparison.Ordinal))
                    Assert.DoesNotContain('\n', changed.Replace("\r\n", "", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("# words\nconfig:\n  a: 1 # b\n", "# words\nencryptionsalt: v1:s\nconfig:\n  a: 1 # b\n")]
    [InlineData("encryptionsalt: v1:old # of May\n", "encryptionsalt: v1:s # of May\n")]
    [InlineData("", "encryptionsalt: v1:s\n")]
    public void SetSalt_File_KeepsTheRest(string text, string expected) => Assert.Equal(expected, StackText.SetSalt(text, File, "v1:s"));

    /// <summary>What is set is what is read, and every other value stays, whatever the value is.</summary>
    [Property(MaxTest = 200)]
    public Property SetConfig_AnyValue_IsReadAsItWasGiven() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(),
            value =>
            {
                var text = new string([.. value.Get.Where(c => !char.IsSurrogate(c) && c is not ('\uFFFE' or '\uFFFF'))]);
                var changed = StackText.SetConfig(Written, File, "shop:a", text, secure: false);
                var config = (YamlMappingNode)YamlFile.Parse(changed, File).Get("config")!;
                return config.Text("shop:a") == text
                    && config.Text("shop:b") == "two"
                    && changed.Contains("# the end", StringComparison.Ordinal);
            }
        );

    [Fact]
    public async Task Change_ManyAtOnce_LosesNone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(File);
        await Task.WhenAll(
            Enumerable
                .Range(0, 24)
                .Select(n => Task.Run(() => StackFile.Change(path, t => StackText.SetConfig(t, File, $"shop:k{n}", "v", secure: false))))
        );
        Assert.Equal(24, ((YamlMappingNode)YamlFile.Load(path).Get("config")!).Children.Count);
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));
    }

    [Theory]
    [InlineData("secretsprovider: awskms://alias/x\nencryptedkey: abc\n", "awskms://alias/x")]
    [InlineData("encryptedkey: abc\nconfig: {}\n", "change-secrets-provider passphrase")]
    [InlineData("config:\n  shop:a:\n    secure: AAABAD\n", "has no encryptionsalt")]
    [InlineData("cofnig:\n  a: b\n", "did you mean 'config'?")]
    [InlineData("environment: [ prod ]\n", "Pulumi ESC")]
    [InlineData("config: [ a ]\n", "config must be a mapping")]
    public void Load_FileThatThisEngineCannotOpen_SaysWhyAndWhere(string text, string message)
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllText(folder.File("Pulumi.yaml"), "name: shop\nruntime: yaml\nresources: {}\n");
        System.IO.File.WriteAllText(folder.File(File), text);
        var error = Assert.Throws<EngineException>(() => StackConfig.Load(Project.Load(folder.Path), "dev").Read(null));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Pulumi.dev.yaml:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SecureInsideObjectsAndLists_IsDecryptedAndSecret()
    {
        using var folder = new TemporaryFolder();
        var crypter = PassphraseCrypter.Create("x");
        System.IO.File.WriteAllText(folder.File("Pulumi.yaml"), "name: shop\nruntime: yaml\nresources: {}\n");
        System.IO.File.WriteAllText(
            folder.File(File),
            $"encryptionsalt: {crypter.Salt}\nconfig:\n  shop:o:\n    plain: 1\n    list:\n"
                + $"      - secure: {crypter.Encrypt("hush")}\n      - two\n"
        );
        var values = StackConfig.Load(Project.Load(folder.Path), "dev").Read(crypter);
        Assert.Equal("""{"plain":1,"list":["hush","two"]}""", values.Texts["shop:o"]);
        Assert.Contains("shop:o", values.Secrets);
    }

    [Fact]
    public void Read_CiphertextOfAnotherSalt_NamesTheKey()
    {
        using var folder = new TemporaryFolder();
        var (crypter, other) = (PassphraseCrypter.Create("x"), PassphraseCrypter.Create("x"));
        System.IO.File.WriteAllText(folder.File("Pulumi.yaml"), "name: shop\nruntime: yaml\nresources: {}\n");
        foreach (var ciphertext in new[] { other.Encrypt("hush"), "v1:AAAA:AAAA", "v1:!:!", "AQICAHj" })
        {
            System.IO.File.WriteAllText(
                folder.File(File),
                $"encryptionsalt: {crypter.Salt}\nconfig:\n  shop:k:\n    secure: {ciphertext}\n"
            );
            var error = Assert.Throws<EngineException>(() => StackConfig.Load(Project.Load(folder.Path), "dev").Read(crypter));
            Assert.StartsWith("Pulumi.dev.yaml:4:5: the configuration 'shop:k' does not open", error.Message, StringComparison.Ordinal);
        }
    }
}
