using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>When a read shows an update.</summary>
public class SettlementTests
{
    private static readonly PropertySpec[] Changed =
    [
        new("name", "name", PropertyType.Text, "A name."),
        new("color", "color", PropertyType.Text, "A color.") { Default = PropertyValue.Of("red") },
        new("place", "place", PropertyType.Text, "How it stands to another.") { IsRelation = true },
        new("password", "password", PropertyType.Text, "Not shown.") { Class = PropertyClass.WriteOnly },
    ];

    [Theory]
    [InlineData("all show what was sent", """{"name":"new","color":"blue","place":"first"}""", true)]
    [InlineData("a value in a form of the server's own is no old one", """{"name":"NEW","color":"blue","place":"first"}""", true)]
    [InlineData("one of them is the old one", """{"name":"new","color":"green","place":"first"}""", false)]
    [InlineData("the other one is", """{"name":"old","color":"blue","place":"first"}""", false)]
    [InlineData("a relation has to be the one that was sent", """{"name":"new","color":"blue","place":"second"}""", false)]
    [InlineData("nothing is known of what is not shown", """{"name":"new"}""", true)]
    [InlineData("what no read tells is not waited for", """{"name":"new","password":"old"}""", true)]
    public void Moved_ReadShows_TellsWhetherItIsTheUpdate(string because, string live, bool expected) =>
        AssertMoved(
            because,
            """{"name":"old","color":"green","place":"last","password":"old"}""",
            """{"name":"new","color":"blue","place":"first","password":"new"}""",
            live,
            expected
        );

    [Theory]
    [InlineData("without an old value, LiveChat's own is the old one", "{}", """{"color":"blue"}""", """{"color":"red"}""", false)]
    [InlineData("any other is a new one", "{}", """{"color":"blue"}""", """{"color":"BLUE"}""", true)]
    [InlineData("an input that the program took out is not waited for", """{"name":"old"}""", "{}", """{"name":"old"}""", true)]
    public void Moved_ValueWasNotThere_TellsWhetherItIsTheUpdate(
        string because,
        string before,
        string inputs,
        string live,
        bool expected
    ) => AssertMoved(because, before, inputs, live, expected);

    private static void AssertMoved(string because, string before, string inputs, string live, bool expected)
    {
        var moved = Settlement.Moved([.. Changed], PluginHarness.Parse(before), PluginHarness.Parse(inputs));
        Assert.True(expected == moved(PluginHarness.Parse(live)), because);
    }
}
