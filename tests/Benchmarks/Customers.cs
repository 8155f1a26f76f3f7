using System.Diagnostics;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Rtm;
using LiveChatPulumi.Emulator;

namespace Benchmarks;

/// <summary>
/// Customers who are connected at once, and go from page to page: each page is looked at by the routing rules, and told of to its customer
/// alone.
/// </summary>
internal static class Customers
{
    private const int Count = 100;
    private const int Pages = 20;

    /// <summary>The time that it may take, both sides in this process.</summary>
    private const double Budget = 10;

    public static async Task RunAsync(BenchmarkTable table)
    {
        await using var emulator = await EmulatorServer.StartAsync();
        emulator.Control("seed", Seed());
        var began = Stopwatch.GetTimestamp();
        var told = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => VisitAsync(emulator, i)));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        table.Add(
            new Figure($"{Count} customers, {Pages} pages each: time", seconds, "s")
            {
                Budget = Budget,
                Failed = told.Any(t => t != Pages),
                Note = $"{told.Sum()} pages told, {Count * Pages / seconds:0} a second",
            }
        );
    }

    /// <summary>Goes through the pages; gives how many of them the customer was told of.</summary>
    private static async Task<int> VisitAsync(EmulatorServer emulator, int number)
    {
        var options = new CustomerApiOptions
        {
            LicenseId = 100,
            Url = emulator.Url,
            RequestLimit = TimeSpan.FromSeconds(60),
        };
        await using var rtm = new CustomerRtm(
            options,
            new FixedCustomerToken(new CustomerToken($"token-{number}")),
            new Visit { Page = new VisitedPage { Url = "https://example.com/" } }
        );
        await rtm.ConnectAsync();
        var told = 0;
        for (var i = 0; i < Pages; i++)
            await rtm.UpdateCustomerPageAsync($"https://example.com/{number}/{i}");
        await foreach (var signal in rtm.SignalsAsync())
        {
            if (signal is CustomerPageUpdated page && page.Url == $"https://example.com/{number}/{told}")
                told++;
            if (signal is ConnectionLost || told == Pages)
                break;
        }

        return told;
    }

    private static JsonObject Seed() =>
        new()
        {
            ["customers"] = new JsonArray([.. Enumerable.Range(0, Count).Select(i => new JsonObject { ["token"] = $"token-{i}" })]),
            ["auto_accesses"] = new JsonArray([
                .. Enumerable
                    .Range(0, Pages)
                    .Select(i => new JsonObject
                    {
                        ["id"] = $"r{i}",
                        ["access"] = new JsonObject { ["groups"] = new JsonArray(0) },
                        ["conditions"] = new JsonObject
                        {
                            ["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = $"/{Pages - 1 - i}" }) },
                        },
                        ["next_id"] = i == Pages - 1 ? "" : $"r{i + 1}",
                    }),
            ]),
        };
}
