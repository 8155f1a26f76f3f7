using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// One object of the license, one value and one setting has one resource of a program: two would undo each other's changes at each
/// apply, and one that is removed would take it from the other.
/// </summary>
public class OneOwnerTests
{
    /// <summary>Resources that the program or the license names. A list of rules has rules by their ids, which a check has not.</summary>
    public static TheoryData<string> Types => [.. Cases.Select(c => c.Type)];

    private static IEnumerable<ResourceCase> Cases =>
        ResourceCase.All.Where(c => c.Spec.Identity != Identity.ServerId && c.Type != "AutoAccessRules");

    /// <summary>Types whose parts can be in several resources: inputs of three, of which the third has a part of the second.</summary>
    public static TheoryData<string, string, string, string, string> Parts =>
        new()
        {
            { "CompanyDetails", """{"city":"A"}""", """{"company":"B","phone":"1"}""", """{"audience":"C","phone":"2"}""", "phone" },
            {
                "LicenseProperties",
                """{"namespace":"test","values":{"a":"1"} }""",
                """{"namespace":"test","values":{"b":"1","c":"1"} }""",
                """{"namespace":"test","values":{"c":"1","d":"1"} }""",
                "values.c"
            },
            {
                "GroupProperties",
                """{"groupId":1,"namespace":"test","values":{"a":"1"} }""",
                """{"groupId":1,"namespace":"test","values":{"b":"1","c":"1"} }""",
                """{"groupId":1,"namespace":"test","values":{"c":"1","d":"1"} }""",
                "values.c"
            },
        };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Check_SecondResourceOfTheSame_IsRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        foreach (var name in new[] { "one", "one" })
            Assert.Empty(await FailuresAsync(plugin, c, c.Example, name));
        foreach (var inputs in new[] { c.Example, c.Changed })
        {
            var failure = Assert.Single(await FailuresAsync(plugin, c, inputs, "two"));
            Assert.Contains("'one' of this program", failure.Reason, StringComparison.Ordinal);
        }

        // What is refused once is refused from either side, and another run knows nothing of it.
        Assert.Single(await FailuresAsync(plugin, c, c.Example, "one"));
        await plugin.NextRunAsync();
        Assert.Empty(await FailuresAsync(plugin, c, c.Example, "two"));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Check_OnePartInTwoResources_IsRefusedByItsName(string type, string one, string two, string three, string path)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        Assert.Empty(await FailuresAsync(plugin, c, one, "one"));
        Assert.Empty(await FailuresAsync(plugin, c, two, "two"));
        var failure = Assert.Single(await FailuresAsync(plugin, c, three, "three"));
        Assert.Contains("'two' of this program", failure.Reason, StringComparison.Ordinal);
        Assert.Contains($" {path} ", $" {failure.Property} {failure.Reason} ", StringComparison.Ordinal);
    }

    /// <summary>Every resource whose parts are held one by one is among those above.</summary>
    [Fact]
    public void Parts_EveryResourceThatHoldsSeveral_IsTried()
    {
        var several = Cases
            .Where(c => c.Resource.Held("x", PropertyObject.Empty, PluginHarness.Parse(c.Example)).Count() > 1)
            .Select(c => c.Type);
        Assert.Equal(several.Order(), Parts.Select(p => (string)p[0]).Order());
    }

    /// <summary>Where the API takes two letterings for one name, two resources cannot have them.</summary>
    [Theory]
    [MemberData(nameof(NamedWhateverTheLetters))]
    public async Task Check_SameNameInOtherLetters_IsRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var inputs = PluginHarness.Parse(c.Example);
        var key = Assert.Single(c.Spec.Key);
        var (lower, upper) = (inputs.Text(key)!.ToLowerInvariant(), inputs.Text(key)!.ToUpperInvariant());
        Assert.NotEqual(lower, upper);
        Assert.Empty(await FailuresAsync(plugin, c, With(lower), "one"));
        var failure = Assert.Single(await FailuresAsync(plugin, c, With(upper), "two"));
        Assert.Equal(key, failure.Property);
        Assert.Empty(await FailuresAsync(plugin, c, With(lower + "x"), "three"));

        // One resource that changes its letters is one resource.
        Assert.Single(await FailuresAsync(plugin, c, With(lower), "two"));
        await plugin.NextRunAsync();
        Assert.Empty(await FailuresAsync(plugin, c, With(lower), "one"));
        Assert.Empty(await FailuresAsync(plugin, c, With(upper), "one"));

        string With(string name) => PluginHarness.Text(inputs.With(key, PropertyValue.Of(name)));
    }

    /// <summary>Agents by their e-mail addresses, and tags: the emulator, as the document, takes them for one.</summary>
    public static TheoryData<string> NamedWhateverTheLetters =>
        [
            .. ResourceCase
                .All.Where(c => c.Spec.IgnoresCaseOfNames || c.Spec.IdComparer == StringComparer.OrdinalIgnoreCase)
                .Select(c => c.Type),
        ];

    private static async Task<PluginHarness> StartAsync(ResourceCase c)
    {
        var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ResetAsync(c.Seed);
        return plugin;
    }

    private static async Task<IReadOnlyList<CheckFailure>> FailuresAsync(
        PluginHarness plugin,
        ResourceCase c,
        string inputs,
        string name
    ) => (await Checks.CheckAsync(plugin, c, PluginHarness.Parse(inputs), name: name)).Failures;
}
