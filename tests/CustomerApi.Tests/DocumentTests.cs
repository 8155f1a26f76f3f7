using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Rtm;
using LiveChatPulumi.CustomerApi.Web;
using TestSupport;

namespace LiveChatPulumi_CustomerApi_Tests;

/// <summary>
/// docs/customer-api.md is written from the tables of methods and pushes, and from what tests say of themselves. WRITE_DOCS=1 writes it.
/// </summary>
public class DocumentTests
{
    private static JsonObject Names => (JsonObject)Repo.Json("customer", "names.json");

    private static IEnumerable<MethodInfo> Tests => typeof(DocumentTests).Assembly.GetTypes().SelectMany(t => t.GetMethods());

    [Fact]
    public void Tables_AgainstTheDocuments_HaveEachNameOnce()
    {
        Assert.Equal(List("web"), Actions(Transports.Web));
        Assert.Equal(List("rtm").Concat(List("rtmTwins")).Order(), Actions(Transports.Rtm));
        Assert.Equal(List("public"), Actions(Transports.Public));
        Assert.Equal(List("pushes"), PushKinds.All.Keys.Order());
        Assert.Equal((24, 17, 15, 2), (List("web").Count(), List("rtm").Count(), List("pushes").Count(), List("public").Count()));
    }

    [Fact]
    public void Method_OfTheTable_IsThereInTheClientThatServesIt()
    {
        foreach (var action in CustomerActions.All.Values)
        {
            var client = action.Transports.HasFlag(Transports.Rtm) ? typeof(CustomerRtm) : typeof(CustomerWebApi);
            Assert.NotNull(client.GetMethod(action.Client));
            Assert.True(!action.Transports.HasFlag(Transports.Web) || typeof(CustomerWebApi).GetMethod(action.Client) is not null);
            Assert.All(action.Pushes, p => Assert.Contains(p, PushKinds.All.Keys));
        }
    }

    [Fact]
    public void Page_OfTheTables_IsAsTheTablesAre()
    {
        var page = Page();
        var path = Repo.Path("docs", "customer-api.md");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(path, page);
        Assert.Equal(page, File.ReadAllText(path));
    }

    private static IEnumerable<string> List(string name) => Names[name]!.AsArray().Select(n => (string)n!).Order();

    private static IEnumerable<string> Actions(Transports transport) =>
        CustomerActions.All.Values.Where(a => a.Transports.HasFlag(transport)).Select(a => a.Name).Order();

    private static string Page()
    {
        var text = new StringBuilder(
            """
            # The customer API

            Written by `make docs` from the tables of `provider/LiveChatPulumi.CustomerApi`; do not edit it.

            The library has two clients for one customer: `CustomerWebApi` (HTTP) and `CustomerRtm` (real-time messaging over a WebSocket).
            Both need the license's id and, for all but the public reads, a customer access token. What is known of the wire comes from the
            documents of v3.0 and v3.2; where these contradict each other, every form is read, and one is written.


            """
        );
        text.AppendLine("## Methods\n")
            .AppendLine("| method | over | client method | pushes | tests |")
            .AppendLine("|---|---|---|---|---|");
        foreach (var action in CustomerActions.All.Values.OrderBy(a => a.Name, StringComparer.Ordinal))
            text.AppendLine(
                $"| `{action.Name}` | {Over(action.Transports)} | `{Client(action)}` | {Code(action.Pushes)} | {Code(TestsOf(action))} |"
            );
        text.AppendLine("\n## Pushes\n")
            .AppendLine(
                "They come over real-time messaging only. Those that are caught up are found again after a connection was broken.\n"
            )
            .AppendLine("| push | type | caught up | tests |")
            .AppendLine("|---|---|---|---|");
        foreach (var push in PushKinds.All.Values.OrderBy(p => p.Name, StringComparer.Ordinal))
            text.AppendLine($"| `{push.Name}` | `{push.Type.Name}` | {(push.IsCaughtUp ? "yes" : "no")} | {Code(TestsOf(push))} |");
        return text.ToString();
    }

    private static string Over(Transports transports) =>
        string.Join(
            ", ",
            new[] { (Transports.Web, "Web"), (Transports.Rtm, "RTM"), (Transports.Public, "Web, without a token") }
                .Where(t => transports.HasFlag(t.Item1))
                .Select(t => t.Item2)
        );

    private static string Client(CustomerAction action) =>
        (
            action.Transports == Transports.Rtm ? nameof(CustomerRtm)
            : action.Transports.HasFlag(Transports.Rtm) ? "both"
            : nameof(CustomerWebApi)
        )
        + "."
        + action.Client;

    private static string Code(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"`{n}`"));

    /// <summary>A test for each transport of a method. One without fails the page.</summary>
    private static IEnumerable<string> TestsOf(CustomerAction action) =>
        new[] { Transports.Web, Transports.Rtm, Transports.Public }
            .Where(t => action.Transports.HasFlag(t))
            .Select(t =>
                Named(
                    $"{action.Name} over {t}",
                    m =>
                        m.GetCustomAttributes<UsesAttribute>()
                            .Any(u =>
                                u.Transport == t
                                && (u.Names.Contains(action.Name) || (u.Names.Count == 0 && CallTable.All.ContainsKey(action.Name)))
                            )
                )
            );

    private static IEnumerable<string> TestsOf(PushKind push) =>
        Tests.Where(m => m.GetCustomAttribute<UsesPushesAttribute>() is not null).Select(Name).Order().DefaultIfEmpty(push.Name);

    private static string Named(string what, Func<MethodInfo, bool> uses)
    {
        var test = Tests.Where(uses).Select(Name).Order().FirstOrDefault();
        Assert.True(test is not null, $"no test uses {what}");
        return test;
    }

    private static string Name(MethodInfo test) => $"{test.DeclaringType!.Name}.{test.Name}";
}
