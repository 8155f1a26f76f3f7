using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.Yaml;
using PluginProtocol.Values;

namespace LocalEngine_Tests.Yaml;

/// <summary>No program is too long, too deep or too strange for an answer.</summary>
public class BoundsTests
{
    private const string Head = "name: shop\nruntime: yaml\n";

    [Theory]
    [InlineData(20_000)]
    [InlineData(1_100)]
    [InlineData(200)]
    public async Task Up_DeepNesting_IsRefusedWithItsPlace(int depth)
    {
        using var stack = new YamlStack();
        stack.Write($"{Head}resources: {{}}\noutputs:\n  a: {new string('[', depth)}{new string(']', depth)}\n");
        Assert.Equal(1, await stack.UpAsync());
        Assert.StartsWith("Pulumi.yaml:5:", Assert.Single(stack.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_NestingThatPeopleHave_IsTaken()
    {
        using var stack = new YamlStack();
        stack.Write($"{Head}resources: {{}}\noutputs:\n  a: {new string('[', 90)}{new string(']', 90)}\n");
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Up_ChainOfVariables_IsEvaluated(bool backwards)
    {
        using var stack = new YamlStack();
        var links = Enumerable.Range(1, 3000).Select(n => $"  v{n}: ${{v{n - 1}}}\n");
        stack.Write(
            $"{Head}variables:\n{string.Concat(backwards ? links.Reverse() : links)}  v0: ${{g.name}}\n"
                + "resources:\n  g: { type: \"livechat:Group\", properties: { name: end } }\noutputs: { a: \"${v3000}\" }\n"
        );
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Equal(PropertyValue.Of("end"), stack.Outputs["a"]);
    }

    [Fact]
    public async Task Up_CycleOfManyVariables_IsToldInOneLine()
    {
        using var stack = new YamlStack();
        var links = Enumerable.Range(0, 3000).Select(n => $"  v{n}: ${{v{(n + 1) % 3000}}}\n");
        stack.Write($"{Head}variables:\n{string.Concat(links)}resources: {{}}\n");
        Assert.Equal(1, await stack.UpAsync());
        Assert.True(Assert.Single(stack.Errors).Length < 200);
    }

    [Fact]
    public async Task Up_AliasBomb_IsRefusedWithItsPlace()
    {
        using var stack = new YamlStack();
        var text = new StringBuilder(Head).Append("a0: &a0 [ x, x ]\n");
        for (var n = 1; n < 60; n++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{n}: &a{n} [ *a{n - 1}, *a{n - 1} ]\n");
        stack.Write(text.ToString());
        Assert.Equal(1, await stack.UpAsync());
        Assert.StartsWith("Pulumi.yaml:4:", Assert.Single(stack.Errors), StringComparison.Ordinal);
    }

    /// <summary>Any text is a template, or is refused as one.</summary>
    [Property(MaxTest = 2000)]
    public Property Template_AnyText_IsReadOrRefused() =>
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("$", "${", "{", "}", "[", "]", "\"", "\\", ".", "a", "0", "-1", " ", "é", "\ud83d"))
                .Select(string.Concat)
                .ToArbitrary(),
            text =>
            {
                try
                {
                    Template.Parse(text);
                    return true;
                }
                catch (FormatException)
                {
                    return true;
                }
            }
        );

    /// <summary>Any piece of a program is run or refused: no other exception comes out of the parser or the checks.</summary>
    [Property(MaxTest = 300)]
    public Property Program_AnyText_IsRunOrRefused() =>
        Prop.ForAll(
            Gen.ArrayOf(
                    Gen.Elements(
                        "resources:",
                        "variables:",
                        "outputs:",
                        "config:",
                        "\n",
                        "\n  ",
                        "\n    ",
                        "a: ",
                        "type: ",
                        "livechat:Group",
                        "properties: ",
                        "options: ",
                        "protect: ",
                        "dependsOn: ",
                        "[ ",
                        " ]",
                        "{ ",
                        " }",
                        "${a}",
                        "${a.b[0]}",
                        "fn::join: ",
                        "? ",
                        "- ",
                        "&x ",
                        "*x",
                        "!!str ",
                        "| ",
                        "\"",
                        "'",
                        "#",
                        "true",
                        "5",
                        "~",
                        ",",
                        "<<: ",
                        "get: ",
                        "id: ",
                        "\t",
                        "%",
                        "@"
                    )
                )
                .Select(string.Concat)
                .ToArbitrary(),
            text =>
            {
                using var stack = new YamlStack();
                stack.Write(Head + text);
                return stack.ApplyAsync().GetAwaiter().GetResult() is 0 or 1;
            }
        );

    /// <summary>Any stack file is read or refused.</summary>
    [Property(MaxTest = 500)]
    public Property StackFile_AnyText_IsReadOrRefused() =>
        Prop.ForAll(
            Gen.ArrayOf(
                    Gen.Elements(
                        "config:",
                        "\n",
                        "\n  ",
                        "a: ",
                        "shop:b: ",
                        "secure: ",
                        "x",
                        "[ ",
                        " ]",
                        "{ ",
                        " }",
                        "5",
                        "~",
                        "encryptionsalt: ",
                        "- ",
                        "? ",
                        "| ",
                        "\"",
                        ","
                    )
                )
                .Select(string.Concat)
                .ToArbitrary(),
            text =>
            {
                using var stack = new YamlStack();
                stack.Write(Head + "resources: {}\n", text);
                return stack.ApplyAsync().GetAwaiter().GetResult() is 0 or 1;
            }
        );
}
