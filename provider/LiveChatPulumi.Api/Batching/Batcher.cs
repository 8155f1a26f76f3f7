using System.Diagnostics;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Sending;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging;

namespace LiveChatPulumi.Api.Batching;

/// <summary>
/// Joins calls of one method into calls of its batch method. A batch takes a turn when it is full or when no request has
/// come for a moment. Its requests are chosen when the turn comes, so that the wait for the pace fills it. Answers go back
/// by index, and an error goes to its own caller. One key is never twice in flight, because the server runs the requests
/// of a batch in parallel. A batch that is refused as a whole for its contents is halved until the wrong request is alone.
/// </summary>
internal sealed class Batcher(
    ApiAction action,
    BatchOptions options,
    TimeProvider time,
    IPacedSender sender,
    ApiStatistics statistics,
    ILogger log
) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Item> _waiting = [];
    private readonly HashSet<string> _keysUnderWay = new(StringComparer.OrdinalIgnoreCase);
    private ITimer? _timer;
    private int _turns;
    private int _underWay;
    private long _first;
    private long? _answered;

    /// <summary>
    /// Sends a request, in a batch where others wait as well. A request that is cancelled before it is sent is withdrawn. One that is
    /// cancelled later may still take effect.
    /// </summary>
    public async Task<JsonNode> CallAsync(JsonObject request, CancellationToken cancellationToken)
    {
        var item = new Item(request, request["id"]?.ToString());
        lock (_gate)
        {
            if (_waiting.Count == 0)
                _first = time.GetTimestamp();
            _waiting.Add(item);
            _timer ??= time.CreateTimer(_ => Flush(quiet: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Linger(), Timeout.InfiniteTimeSpan);
        }

        await using (cancellationToken.Register(() => Withdraw(item, cancellationToken)).ConfigureAwait(false))
        {
            Flush(quiet: false);
            return await item.Answer.Task.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _timer?.Dispose();
    }

    /// <summary>How much longer the requests that wait do so for others.</summary>
    private TimeSpan Linger()
    {
        var left = Left();
        var linger = left < options.Linger ? left : options.Linger;

        // Those who have just been answered ask for more: that takes them a moment.
        var held = _answered is { } answered ? options.LongestLinger - time.GetElapsedTime(answered) : TimeSpan.Zero;
        linger = held > linger ? held : linger;
        return linger > TimeSpan.Zero ? linger : TimeSpan.Zero;
    }

    /// <summary>How much longer the first of the requests that wait may do so.</summary>
    private TimeSpan Left() => (_underWay > 0 ? options.WaitForAnswer : options.LongestLinger) - time.GetElapsedTime(_first);

    private void Withdraw(Item item, CancellationToken cancellationToken)
    {
        lock (_gate)
            _waiting.Remove(item);
        item.Cancel(cancellationToken);
    }

    /// <summary>Takes turns for full batches and, when no request has come for a moment, for the rest.</summary>
    private void Flush(bool quiet)
    {
        lock (_gate)
        {
            if (quiet && _underWay > 0 && Left() is var left && left > TimeSpan.Zero)
            {
                _timer?.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            for (var rest = _waiting.Count - (_turns * options.Size); rest >= (quiet ? 1 : options.Size); rest -= options.Size)
            {
                _turns++;
                _ = RunAsync();
            }
        }
    }

    /// <summary>Chooses the requests of the turn that has come. Requests whose key is under way wait for a later turn.</summary>
    private List<Item> Take()
    {
        lock (_gate)
        {
            _turns--;
            var batch = new List<Item>();
            var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var item in _waiting)
            {
                if (item.Key is { } key && (_keysUnderWay.Contains(key) || !keys.Add(key)))
                    continue;
                batch.Add(item);
                if (batch.Count == options.Size)
                    break;
            }

            _waiting.RemoveAll(batch.Contains);
            _underWay += batch.Count > 0 ? 1 : 0;
            _keysUnderWay.UnionWith(keys.Where(k => batch.Exists(i => i.Key == k)));
            return batch;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await sender
                .WaitForTurnAsync(action, action.Batch!, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        catch (Exception e)
        {
            // Nobody else would tell those who wait.
            foreach (var item in Take())
                item.Answer.TrySetException(e);
            throw;
        }

        var batch = Take();
        if (batch.Count == 0)
        {
            sender.ReturnTurn();
            return;
        }

        try
        {
            await SendAsync(batch, hasTurn: true).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                foreach (var item in batch.Where(i => i.Key is not null))
                    _keysUnderWay.Remove(item.Key!);
                _underWay--;
                _answered = time.GetTimestamp();
                if (_waiting.Count > 0)
                    _timer?.Change(Linger(), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private async Task SendAsync(List<Item> batch, bool hasTurn)
    {
        // A batch has many callers but one span, which becomes a child of the first caller's.
        Activity.Current = batch[0].Span;
        using var allCancelled = new CancellationTokenSource();
        foreach (var item in batch)
            item.OnCancel(() =>
            {
                if (batch.TrueForAll(i => i.IsCancelled))
                    allCancelled.Cancel();
            });
        try
        {
            if (batch is [var single])
            {
                var alone = (JsonObject)single.Request.DeepClone();
                var answer = await sender.SendAsync(action, action.Name, alone, hasTurn, allCancelled.Token).ConfigureAwait(false);
                single.Answer.TrySetResult(answer);
                return;
            }

            statistics.BatchSent(action.Batch!, batch.Count);
            ApiTelemetry.BatchSent(action.Batch!, batch.Count);
            log.BatchSent(action.Batch!, batch.Count, options.Size);
            var request = new JsonObject { ["requests"] = new JsonArray([.. batch.Select(i => i.Request.DeepClone())]) };
            Distribute(batch, await sender.SendAsync(action, action.Batch!, request, hasTurn, allCancelled.Token).ConfigureAwait(false));
        }
        catch (ApiException e) when (e.Type == ErrorTypes.Validation && batch.Count > 1)
        {
            log.BatchHalved(action.Batch!, batch.Count);
            var half = batch.Count / 2;
            await Task.WhenAll(SendAsync(batch[..half], hasTurn: false), SendAsync(batch[half..], hasTurn: false)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (var item in batch)
                item.Answer.TrySetException(e is ApiException api ? api.Copy() : e);
        }
    }

    private void Distribute(List<Item> batch, JsonNode answer)
    {
        var responses = (answer as JsonObject)?["responses"] as JsonArray ?? [];
        for (var i = 0; i < batch.Count; i++)
        {
            if (responses.Count != batch.Count)
                batch[i].Answer.TrySetException(WrongNumber(batch.Count, responses.Count));
            else if (ApiException.FromEnvelope(action, responses[i], null) is { } error)
                batch[i].Answer.TrySetException(error);
            else
                batch[i].Answer.TrySetResult(responses[i]?.DeepClone() ?? new JsonObject());
        }
    }

    private ApiException WrongNumber(int requests, int responses)
    {
        var message = $"the batch of {requests} requests was answered by {responses} responses";
        return new ApiException(action, ErrorTypes.Transport, message, null) { OutcomeUnknown = true };
    }

    /// <summary>A request that waits for its answer.</summary>
    private sealed class Item(JsonObject request, string? key)
    {
        private Action? _onCancel;

        public JsonObject Request { get; } = request;

        public string? Key { get; } = key;

        public Activity? Span { get; } = Activity.Current;

        public TaskCompletionSource<JsonNode> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsCancelled => Answer.Task.IsCanceled;

        public void Cancel(CancellationToken cancellationToken)
        {
            if (Answer.TrySetCanceled(cancellationToken))
                _onCancel?.Invoke();
        }

        public void OnCancel(Action act)
        {
            _onCancel = act;
            if (IsCancelled)
                act();
        }
    }
}
