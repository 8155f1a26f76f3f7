using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Rtm;
using TestSupport;

namespace LiveChatPulumi_CustomerApi_Tests.Rtm;

/// <summary>Connections that are cut at any moment: no event, no thread and no end of one is lost or told twice.</summary>
public class ChaosTests
{
    private const int Cases = 100;
    private const int Steps = 60;

    [Fact]
    public async Task Pushes_UnderCutsAtRandom_AreNeitherLostNorDoubledAndInOrder()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        var server = new UnreliableServer(seed);
        var options = new RtmOptions { MaxReconnects = 1000 };
        await using var rtm = new CustomerRtm(Given.Options(), Given.Token, null, options, new BackoffTime(), () => 0, server.Rtm);
        var before = (Events: server.Events, server.Threads, server.Closed);
        await rtm.ConnectAsync().InTimeAsync();
        var told = new Told();
        var reading = told.ReadAsync(rtm);
        server.Cuts = 10;
        var calls = await DoAsync(seed, server, rtm);
        server.Cuts = 0;
        await Task.WhenAll(calls).InTimeAsync();
        // A request may reach the server after its call has failed; none does once there is another connection.
        await Within.EventuallyAsync(() => PingsAsync(rtm));
        var (events, threads, closed) = (
            server.Events.Except(before.Events).ToList(),
            server.Threads.Except(before.Threads).ToList(),
            server.Closed.Except(before.Closed).ToList()
        );
        await Within.EventuallyAsync(() => told.Count >= events.Count + threads.Count + closed.Count);
        await rtm.CloseAsync().InTimeAsync();
        await reading.InTimeAsync();
        Assert.Equal(events.Order(), told.Events.Select(e => (e.Thread, e.Id)).Order());
        Assert.Equal(threads.Order(), told.Threads.Order());
        Assert.Equal(closed.Order(), told.Closed.Order());
        foreach (var thread in told.Events.GroupBy(e => e.Thread))
            Assert.Equal(thread.Select(e => e.Order).Order(), thread.Select(e => e.Order));
    }

    private static async Task<List<Task>> DoAsync(int seed, UnreliableServer server, CustomerRtm rtm)
    {
        var random = new Random(~seed);
        var calls = new List<Task>();
        for (var i = 0; i < Steps; i++)
        {
            switch (random.Next(8))
            {
                case 0:
                    server.Cut();
                    break;
                case 1:
                    await Within.EventuallyAsync(() => server.IsConnected);
                    break;
                case 2 or 3:
                    calls.Add(SayAsync(rtm, random.Next(2) == 0 ? "c1" : "c2"));
                    break;
                case 4:
                    await Task.Yield();
                    break;
                default:
                    server.DoSomething();
                    break;
            }
        }

        return calls;
    }

    private static async Task<bool> PingsAsync(CustomerRtm rtm)
    {
        try
        {
            await rtm.PingAsync();
            return true;
        }
        catch (CustomerApiException e) when (e.Kind == CustomerErrorKind.Transport)
        {
            return false;
        }
    }

    private static async Task SayAsync(CustomerRtm rtm, string chat)
    {
        try
        {
            await rtm.SendEventAsync(chat, new MessageEvent { Text = "hello" });
        }
        catch (CustomerApiException e) when (e.Kind == CustomerErrorKind.Transport)
        {
            // The connection was cut under it.
            Assert.True(e.OutcomeUnknown);
        }
    }

    private sealed class Told
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public List<(string Thread, string Id, long? Order)> Events { get; } = [];

        public List<string> Threads { get; } = [];

        public List<string> Closed { get; } = [];

        public async Task ReadAsync(CustomerRtm rtm)
        {
            await foreach (var signal in rtm.SignalsAsync().WithCancellation(RtmTests.Limit()))
            {
                switch (signal)
                {
                    case IncomingChatThread { Chat.Thread: { } thread }:
                        Threads.Add(thread.Id!);
                        Events.AddRange(thread.EventsInOrder.Select(e => (thread.Id!, e.Id!, e.Order)));
                        break;
                    case IncomingEvent e:
                        Events.Add((e.ThreadId, e.Event.Id!, e.Event.Order));
                        break;
                    case ThreadClosed c:
                        Closed.Add(c.ThreadId);
                        break;
                }

                Volatile.Write(ref _count, Events.Count + Threads.Count + Closed.Count);
            }
        }
    }
}
