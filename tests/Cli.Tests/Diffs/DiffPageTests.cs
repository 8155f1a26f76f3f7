using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Cli_Tests;

/// <summary>The page and the Markdown of livechat diff, with names that would be markup or a script.</summary>
public class DiffPageTests
{
    private const string Script = "<img src=x onerror=\"document.title='gone'\"><script>document.title='gone'</script>";

    private static JsonObject License(string client, string tag, string title) =>
        new()
        {
            ["groups"] = new JsonArray(new JsonObject { ["id"] = 1, ["name"] = Script }),
            ["agents"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "ann@example.com",
                    ["name"] = "\u202eAnn | [x](http://e) @team",
                    ["job_title"] = title,
                    ["groups"] = new JsonArray(new JsonObject { ["id"] = 1, ["priority"] = "first" }),
                }
            ),
            ["tags"] = new JsonArray(new JsonObject { ["name"] = tag }),
            ["credentials"] = new JsonArray(new JsonObject { ["token"] = $"dal:{client}-token", ["clientId"] = client }),
        };

    private static Task<TwoLicenses> StartAsync() =>
        TwoLicenses.StartAsync(License("prod-client", "vip", $"a {Script}"), License("test-client", Script, new string('w', 200)));

    [Fact]
    public async Task Html_OfHostileNames_ShowsThemAsTextsAndLoadsNothing()
    {
        await using var both = await StartAsync();
        var file = Path.Combine(both.Command.ProjectFolder, "diff.html");
        var (code, _, errors) = await both.DiffAsync("--html", file);
        Assert.True(code == 2, errors);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await RoutesPageTests.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1000, Height = 700 },
            }
        );
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        Assert.Single(requests);
        Assert.Equal("prod and test", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("img, script").CountAsync());
        Assert.Equal(["Agent 1", "Tag 2"], await page.Locator("h2").AllInnerTextsAsync());
        Assert.Equal(
            ["jobTitle", $"\"a {Script}\"", $"\"{new string('w', 200)}\""],
            await page.Locator("article.both tbody th, article.both tbody td").AllInnerTextsAsync()
        );
        Assert.Equal([$"{Script}", "vip"], await page.Locator("article.only h3").AllInnerTextsAsync());
        Assert.Equal(["only in test", "only in prod"], await page.Locator("article.only p").AllInnerTextsAsync());
        foreach (var width in new[] { 1000, 400 })
        {
            await page.SetViewportSizeAsync(width, 700);
            Assert.Equal(
                await page.EvaluateAsync<int>("document.documentElement.clientWidth"),
                await page.EvaluateAsync<int>("document.documentElement.scrollWidth")
            );
        }
    }

    [Fact]
    public async Task Markdown_OfHostileNames_HasNoMarkupOfTheirs()
    {
        await using var both = await StartAsync();
        var (code, output, _) = await both.DiffAsync("--markdown");
        Assert.Equal(2, code);
        Assert.StartsWith("## prod and test\n", output, StringComparison.Ordinal);
        Assert.Contains("| \\\\u202eAnn \\| \\[x\\]\\(http\\://e\\) \\@team | jobTitle |", output, StringComparison.Ordinal);
        Assert.Contains("\n| vip | | only here |  |\n", output, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?<!\\\\)[<\\[@]", output);
        Assert.All(output.Split('\n').Where(l => l.StartsWith('|')), row => Assert.Equal(5, Bars(row)));
    }

    /// <summary>The bars of a row that separate cells.</summary>
    private static int Bars(string row) => System.Text.RegularExpressions.Regex.Count(row, @"(?<!\\)\|");

    [Fact]
    public async Task Text_OfHostileNames_IsOneLineEach()
    {
        await using var both = await StartAsync();
        var (_, output, _) = await both.DiffAsync();
        Assert.DoesNotContain('\u202e', output);
        Assert.Contains("~ \\u202eAnn | [x](http://e) @team differs\n", output, StringComparison.Ordinal);
    }
}
