using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Provider_Tests.Values;

/// <summary>A word where LiveChat wants a code is told at preview, with the code that was meant.</summary>
public class MeantTests
{
    [Theory]
    [InlineData("english", "en")]
    [InlineData("English (US)", "en")]
    [InlineData("Portugese", "pt")]
    [InlineData("polski", null)]
    public void Language_ByItsName_IsRefusedWithItsCode(string text, string? meant) => AssertRefused(TextForm.Language, text, meant);

    [Theory]
    [InlineData("Warsaw", "Europe/Warsaw")]
    [InlineData("europe/warsow", "Europe/Warsaw")]
    [InlineData("New York", "America/New_York")]
    [InlineData("nowhere", null)]
    public void TimeZone_ByItsCity_IsRefusedWithItsName(string text, string? meant) => AssertRefused(TextForm.TimeZone, text, meant);

    [Theory]
    [InlineData("")]
    [InlineData("en")]
    [InlineData("pt-br")]
    [InlineData("zh_Hant-TW")]
    [InlineData("fil")]
    public void Language_OfTheForm_IsTaken(string text) => Assert.True(TextForm.Language.IsValid(text));

    [Theory]
    [InlineData("US", null)]
    [InlineData("pl", null)]
    [InlineData("XK", null)]
    [InlineData("Poland", "PL")]
    [InlineData("POL", "PL")]
    [InlineData("aut", "AT")]
    [InlineData("Germny", "DE")]
    public void CodeDoubt_Country_HasTheCodeThatWasMeant(string text, string? meant) =>
        Assert.Equal(meant is null ? null : $" (did you mean '{meant}'?)", SpokenNames.CodeDoubt(text));

    [Fact]
    public void CodeDoubt_NoCountry_SaysSo() => Assert.Equal(", which is no code of two letters", SpokenNames.CodeDoubt("P1"));

    [Theory]
    [InlineData("Polland", "Poland")]
    [InlineData("united state", "United States")]
    [InlineData("poland", null)]
    [InlineData("Turkey", null)]
    [InlineData("Atlantis", null)]
    public void CountryNear_Name_IsTheOneThatItMisspells(string text, string? meant) => Assert.Equal(meant, SpokenNames.CountryNear(text));

    [Fact]
    public void ThreeLetters_OfEveryCountry_AreThereOnce()
    {
        var codes = SpokenNames.ThreeLetters.Split(' ');
        Assert.Equal(Countries.Codes, codes.Select(c => c[..2]));
        Assert.Equal(codes.Length, codes.Select(c => c[2..]).Distinct().Count());
        Assert.All(codes, c => Assert.Equal(5, c.Length));
    }

    [Fact]
    public void Languages_OfTheTable_AreMeantByTheirNames() =>
        Assert.All(SpokenNames.Languages.Split('|'), l => Assert.Equal(l[..2], SpokenNames.LanguageOf(l[3..])));

    private static void AssertRefused(TextForm form, string text, string? meant)
    {
        Assert.False(form.IsValid(text));
        Assert.Equal($"must be {form.Expected}{(meant is null ? "" : $" (did you mean '{meant}'?)")}", form.Demand(text));
    }
}
