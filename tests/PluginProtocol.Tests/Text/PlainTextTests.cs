using PluginProtocol.Text;

namespace PluginProtocol_Tests;

public class PlainTextTests
{
    [Theory]
    [InlineData("\u001b[2J\u001b[1;1Hok", "\\u001b[2J\\u001b[1;1Hok")]
    [InlineData("\u001b]8;;http://x\u0007click", "\\u001b]8;;http://x\\u0007click")]
    [InlineData("one\ntwo", "one\\u000atwo")]
    [InlineData("one\rtwo", "one\\u000dtwo")]
    [InlineData("\u009b31mred", "\\u009b31mred")]
    [InlineData("del\u007f", "del\\u007f")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("\u2066a\u2069", "\\u2066a\\u2069")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("::error::gone", "\\u003a:error::gone")]
    [InlineData("  ::add-mask::x", "  \\u003a:add-mask::x")]
    [InlineData("name ##[error]x", "name \\u0023#[error]x")]
    [InlineData("##vso[task.setvariable]x", "\\u0023#vso[task.setvariable]x")]
    public void Line_IsHostile_ShowsWhatItHolds(string text, string expected) => Assert.Equal(expected, PlainText.Line(text));

    [Theory]
    [InlineData("")]
    [InlineData("urn:pulumi:dev::shop::livechat:index:Tag::vip")]
    [InlineData("tab\tstays")]
    [InlineData("Żółw 日本語 العربية 👩‍👩‍👧")]
    [InlineData("# a # b")]
    public void Line_IsAnyName_StaysTheSame(string text) => Assert.Same(text, PlainText.Line(text));
}
