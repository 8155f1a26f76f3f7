using System.Globalization;

namespace LocalEngine_Tests.Yaml;

/// <summary>Programs that are right but for one thing: a misspelt key, a wrong type, a wrong place, a wrong reference.</summary>
public class MistakeTests
{
    private const int Programs = 200;

    private static readonly string[] Lines =
    [
        "name: shop",
        "runtime: yaml",
        "config:",
        "  title: { type: string, default: Support }",
        "  keep: { type: boolean, default: false }",
        "variables:",
        "  codes: [ en, pl ]",
        "resources:",
        "  first:",
        "    type: livechat:Group",
        "    properties:",
        "      name: ${title}",
        "      languageCode: ${codes[0]}",
        "    options:",
        "      protect: ${keep}",
        "      ignoreChanges: [ languageCode ]",
        "      customTimeouts: { create: 5m }",
        "  second:",
        "    type: livechat:Tag",
        "    properties:",
        "      name: vip",
        "      groupIds: [ '${first.groupId}' ]",
        "    options:",
        "      dependsOn: [ '${first}' ]",
        "      retainOnDelete: true",
        "      deleteBeforeReplace: false",
        "      aliases: [ 'urn:pulumi:dev::shop::livechat:index:Tag::old' ]",
        "outputs:",
        "  id: ${first.groupId}",
        "  words: { fn::join: [ '-', '${codes}' ] }",
        "  general: { fn::invoke: { function: 'livechat:getGroup', arguments: { id: 0 }, return: name } }",
    ];

    /// <summary>Keys whose misspelling changes what the program means. Others at the top level are warned of.</summary>
    private static readonly string[] Keys =
    [
        "name: shop",
        "runtime",
        "resources",
        "type: livechat",
        "properties",
        "name: ${",
        "languageCode: ${",
        "options",
        "protect",
        "ignoreChanges",
        "customTimeouts",
        "create",
        "groupIds",
        "dependsOn",
        "retainOnDelete",
        "deleteBeforeReplace",
        "aliases",
        "type: string",
        "default: Support",
        "function",
        "arguments",
        "id: 0",
        "return",
    ];

    private static readonly (string From, string To)[] WrongTypes =
    [
        ("    type: livechat:Group", "    type: [ livechat:Group ]"),
        ("    type: livechat:Tag", "    type: {}"),
        ("protect: ${keep}", "protect: maybe"),
        ("protect: ${keep}", "protect: 1"),
        ("protect: ${keep}", "protect: [ true ]"),
        ("protect: ${keep}", "protect: ${title}"),
        ("retainOnDelete: true", "retainOnDelete: yes"),
        ("retainOnDelete: true", "retainOnDelete: 'true'"),
        ("deleteBeforeReplace: false", "deleteBeforeReplace: off"),
        ("deleteBeforeReplace: false", "deleteBeforeReplace: ${keep}"),
        ("[ languageCode ]", "languageCode"),
        ("[ languageCode ]", "[ 5 ]"),
        ("[ languageCode ]", "[ [ a ] ]"),
        ("{ create: 5m }", "5m"),
        ("{ create: 5m }", "{ create: soon }"),
        ("{ create: 5m }", "{ create: [] }"),
        ("[ '${first}' ]", "'${first}'"),
        ("[ '${first}' ]", "{ a: b }"),
        ("[ '${first}' ]", "[ first ]"),
        ("[ 'urn:", "[ 5, 'urn:"),
        ("[ 'urn:pulumi:dev::shop::livechat:index:Tag::old' ]", "old"),
        ("type: boolean, default: false", "type: boolean, default: maybe"),
        ("type: boolean", "type: flag"),
        ("type: string", "type: [ string ]"),
        ("[ '-', '${codes}' ]", "'-'"),
        ("[ '-', '${codes}' ]", "[ '-' ]"),
        ("[ '-', '${codes}' ]", "[ '-', 5 ]"),
        ("arguments: { id: 0 }", "arguments: 5"),
        ("arguments: { id: 0 }", "arguments: [ 0 ]"),
        ("function: 'livechat:getGroup'", "function: [ a ]"),
        ("{ function: ", "[ { function: "),
        ("variables:", "variables: 5\nx:"),
        ("outputs:", "outputs: [ a ]\nx:"),
    ];

    private static readonly string[] References = ["${title}", "${codes[0]}", "${keep}", "${first.groupId}", "'${first}'", "${codes}"];

    /// <summary>A line that is moved, the line behind which it goes, and its new indentation.</summary>
    private static readonly (string Line, string Behind, string Indent)[] WrongPlaces =
    [
        ("protect: ${keep}", "    type: livechat:Group", "    "),
        ("ignoreChanges:", "    type: livechat:Group", "    "),
        ("languageCode: ${", "    type: livechat:Group", "    "),
        ("languageCode: ${", "      protect: ", "      "),
        ("groupIds:", "    type: livechat:Tag", "    "),
        ("groupIds:", "      retainOnDelete", "      "),
        ("dependsOn:", "      name: vip", "      "),
        ("retainOnDelete: true", "      name: vip", "      "),
        ("    type: livechat:Tag", "      name: vip", "      "),
        ("customTimeouts:", "      name: ${title}", "      "),
        ("aliases:", "    type: livechat:Tag", "    "),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Programs)];

    [Fact]
    public async Task Up_WithoutAMistake_Runs()
    {
        using var stack = new YamlStack();
        stack.Write(string.Join("\n", Lines) + "\n");
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Empty(stack.Warnings);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Up_OneMistake_EndsInOneLineWithAPlaceAndWritesNothing(int number)
    {
        var (what, program) = Broken(number);
        using var stack = new YamlStack();
        stack.Write(program);
        var exit = await (number % 2 == 0 ? stack.ApplyAsync() : stack.UpAsync());
        Assert.True(exit == 1, $"{what} is taken:\n{program}");
        Assert.True(stack.Errors.Count == 1, $"{what}: {string.Join("\n", stack.Errors)}");
        Assert.Matches("^Pulumi\\.yaml:[0-9]+:[0-9]+: [^\n]+$", stack.Errors[0]);
        Assert.Empty(stack.Provider.Writes);
    }

    /// <summary>Every number gives its own mistake; the kinds take turns.</summary>
    private static (string What, string Program) Broken(int number)
    {
        var text = string.Join("\n", Lines) + "\n";
        var n = number / 4;
        return (number % 4) switch
        {
            0 => Misspelt(text, n),
            1 => WrongType(text, n),
            2 => WrongReference(text, n),
            _ => n < WrongPlaces.Length ? WrongPlace(n) : Misspelt(text, n + 50),
        };
    }

    private static (string What, string Program) Misspelt(string text, int n)
    {
        var key = Keys[n % Keys.Length];
        var word = key.Split(':')[0];
        var wrong = (n / Keys.Length % 4) switch
        {
            0 => word + "s"[..1] + "x",
            1 => word[..1] + word,
            2 => word[..^1] + "_" + word[^1..],
            _ => word.ToUpperInvariant(),
        };
        return ($"{wrong} for {word}", Once(text, key, wrong + key[word.Length..]));
    }

    private static (string What, string Program) WrongType(string text, int n)
    {
        var (from, to) = WrongTypes[n % WrongTypes.Length];
        var program = Once(text, from, to);
        if (to.StartsWith("[ {", StringComparison.Ordinal))
            program = program.Replace("return: name } }", "return: name } ] }", StringComparison.Ordinal);
        return (
            $"{to} for {from}",
            n < WrongTypes.Length
                ? program
                : program.Replace("vip", "vip" + n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
    }

    private static (string What, string Program) WrongReference(string text, int n)
    {
        var reference = References[n % References.Length];
        var inner = reference.Trim('\'')[2..^1];
        var wrong = (n / References.Length % 9) switch
        {
            0 => $"${{x{inner}}}",
            1 => $"${{{inner}",
            2 => "${}",
            3 => $"${{ {inner}}}",
            4 => $"${{{inner}[}}",
            5 => $"${{{inner}[\"}}",
            6 => $"${{{inner.Split('.', '[')[0]}x}}",
            7 => "${pulumi.none}",
            _ => $"${{{inner}[x]}}",
        };
        return (
            $"{wrong} for {reference}",
            Once(
                text,
                reference,
                reference[0] == '\'' ? $"'{wrong}'"
                    : wrong.Contains('"', StringComparison.Ordinal) || wrong.Contains('[', StringComparison.Ordinal)
                        ? $"'{wrong}'".Replace("''", "'", StringComparison.Ordinal)
                    : wrong
            )
        );
    }

    private static (string What, string Program) WrongPlace(int n)
    {
        var (line, behind, indent) = WrongPlaces[n];
        var lines = Lines.ToList();
        var from = lines.FindIndex(l => l.Contains(line, StringComparison.Ordinal));
        var moved = lines[from];
        lines.RemoveAt(from);
        lines.Insert(lines.FindIndex(l => l.StartsWith(behind, StringComparison.Ordinal)) + 1, indent + moved.Trim());
        return ($"{moved.Trim()} behind {behind.Trim()}", string.Join("\n", lines) + "\n");
    }

    private static string Once(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        return at >= 0 ? text[..at] + to + text[(at + from.Length)..] : throw new ArgumentException($"'{from}' is not in the program");
    }
}
