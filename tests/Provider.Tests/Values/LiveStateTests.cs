using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What was secret stays so in what a read shows, wherever it stands there.</summary>
public class LiveStateTests
{
    /// <summary>Elements of a list with a secret one, <c>b</c>, and what a read shows in its place.</summary>
    [Theory]
    [InlineData("abc", "abc", "a[secret]c")]
    [InlineData("abc", "bca", "[secret]ca")]
    [InlineData("abc", "cbx", "c[secret]x")]
    [InlineData("abc", "axc", "a[secret]c")]
    [InlineData("abc", "xyc", "[secret][secret]c")]
    [InlineData("abc", "ac", "ac")]
    [InlineData("abc", "abcx", "a[secret]cx")]
    [InlineData("abb", "bab", "[secret]a[secret]")]
    public void MarkSecrets_ElementsInAnyOrder_TheSecretOneIsSecret(string before, string shown, string marked)
    {
        var marks = PropertyValue.List(before.Select(e => e == 'b' ? PropertyValue.Secret(Of(e)) : Of(e)));
        var list = (PropertyArray)LiveState.MarkSecrets(PropertyValue.List(shown.Select(Of)), marks);
        Assert.Equal(marked, string.Concat(list.Items));
        Assert.Equal(shown, string.Concat(((PropertyArray)list.Plain()).Items));
    }

    private static PropertyValue Of(char element) => PropertyValue.Of(element.ToString());
}
