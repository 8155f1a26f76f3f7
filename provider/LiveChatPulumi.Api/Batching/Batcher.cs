using System.Diagnostics;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging;

namespace LiveChatPulumi.Api.Batching;

/// <summary>How single calls are joined into batch calls (API document, section Batch requests).</summary>
public sealed record BatchOptions
{
    /// <summary>Requests in one batch, at most; 1 sends every request alone. The API documents no limit.</summary>
    public int Size { get; init; } = 50;

    /// <summary>How long a request waits for company after the last one came.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(10);
}

/// <summary>
/// Joins calls of one method into its batch method. A batch goes when it is full or when nothing has come for a moment;
/// its requests are chosen when its turn comes, so that the wait for the pace fills it;
/// answers go back by index, and an error goes to its own caller. One key is never twice in flight, because the server
/// runs a batch's requests side by side. A batch that is refused as a whole for its contents is halved until the
/// request that is to blame stands alone.
/// </summary>
internal sealed class Batcher(
    ApiAction action,
    BatchOptions options,
    TimeProvider time,
    Batcher.Line line,
    ApiStatistics statistics,
    ILogger log
) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Item> _waiting = [];
    private readonly HashSet<string> _keysUnderWay = new(StringComparer.OrdinalIgnoreCase);
    private ITimer? _timer;
    private int _turns;

    /// <summary>Sends a request to a method: the single one, or its batch twin.</summary>
    public delegate Task<JsonNode> Send(string method, JsonObject request, bool hasTurn, CancellationToken cancellationToken);

    /// <summary>The way to the server.</summary>
    /// <param name="TurnAsync">Waits for the turn of one call.</param>
    /// <param name="GiveBack">Gives a turn back that nothing was left for.</param>
    /// <param name="Send">Sends; without a turn, it waits for one.</param>
    public sealed record Line(Func<Task> TurnAsync, Action GiveBack, Send Send);

    /// <summary>Sends a request, in company where there is any. Cancelled before it is sent, it is withdrawn; afterwards its outcome is unknown to the caller.</summary>
    public async Task<JsonNode> CallAsync(JsonObject request, CancellationToken cancellationToken)
    {
        var item = new Item(request, request["id"]?.ToString());
        lock (_gate)
        {
            _waiting.Add(item);
            _timer ??= time.CreateTimer(_ => Flush(quiet: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(options.Linger, Timeout.InfiniteTimeSpan);
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

    private void Withdraw(Item item, CancellationToken cancellationToken)
    {
        lock (_gate)
            _waiting.Remove(item);
        item.Cancel(cancellationToken);
    }

    /// <summary>Asks for turns: for full batches, and when it has gone quiet for the rest as well.</summary>
    private void Flush(bool quiet)
    {
        lock (_gate)
        {
            for (var rest = _waiting.Count - (_turns * options.Size); rest >= (quiet ? 1 : options.Size); rest -= options.Size)
            {
                _turns++;
                _ = RunAsync();
            }
        }
    }

    /// <summary>What goes with the turn that has come. Keys that are under way wait for the next one.</summary>
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
            _keysUnderWay.UnionWith(keys.Where(k => batch.Exists(i => i.Key == k)));
            return batch;
        }
    }

    private async Task RunAsync()
    {
        await line.TurnAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var batch = Take();
        if (batch.Count == 0)
        {
            line.GiveBack();
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
                if (_waiting.Count > 0)
                    _timer?.Change(options.Linger, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private async Task SendAsync(List<Item> batch, bool hasTurn)
    {
        // A batch belongs to all who are in it; its span stands under the first.
        Activity.Current = batch[0].Span;
        using var allGone = new CancellationTokenSource();
        foreach (var item in batch)
            item.OnGone(() =>
            {
                if (batch.TrueForAll(i => i.IsGone))
                    allGone.Cancel();
            });
        try
        {
            if (batch is [var single])
            {
                single.Answer.TrySetResult(
                    await line.Send(action.Name, (JsonObject)single.Request.DeepClone(), hasTurn, allGone.Token).ConfigureAwait(false)
                );
                return;
            }

            statistics.BatchSent(action.Batch!, batch.Count);
            ApiTelemetry.BatchSent(action.Batch!, batch.Count);
            log.BatchSent(action.Batch!, batch.Count, options.Size);
            var request = new JsonObject { ["requests"] = new JsonArray([.. batch.Select(i => i.Request.DeepClone())]) };
            Deal(batch, await line.Send(action.Batch!, request, hasTurn, allGone.Token).ConfigureAwait(false));
        }
        catch (ApiException e) when (e.Type == ErrorTypes.Validation && batch.Count > 1)
        {
            log.BatchHalved(action.Batch!, batch.Count);
            var half = batch.Count / 2;
            await Task.WhenAll(SendAsync(batch[..half], hasTurn: false), SendAsync(batch[half..], hasTurn: false)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or OperationCanceledException)
        {
            foreach (var item in batch)
                item.Answer.TrySetException(e is ApiException api ? api.Copy() : e);
        }
    }

    private void Deal(List<Item> batch, JsonNode answer)
    {
        var responses = answer["responses"] as JsonArray;
        for (var i = 0; i < batch.Count; i++)
        {
            if (responses?.Count != batch.Count)
                batch[i]
                    .Answer.TrySetException(
                        new ApiException(
                            action,
                            ErrorTypes.Transport,
                            $"the batch of {batch.Count} requests was answered by {responses?.Count ?? 0} responses",
                            null
                        )
                        {
                            OutcomeUnknown = true,
                        }
                    );
            else if (ApiException.FromEnvelope(action, responses[i], null) is { } error)
                batch[i].Answer.TrySetException(error);
            else
                batch[i].Answer.TrySetResult(responses[i]?.DeepClone() ?? new JsonObject());
        }
    }

    /// <summary>A request that waits for its answer.</summary>
    private sealed class Item(JsonObject request, string? key)
    {
        private Action? _onGone;

        public JsonObject Request { get; } = request;

        public string? Key { get; } = key;

        public Activity? Span { get; } = Activity.Current;

        public TaskCompletionSource<JsonNode> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsGone => Answer.Task.IsCanceled;

        public void Cancel(CancellationToken cancellationToken)
        {
            if (Answer.TrySetCanceled(cancellationToken))
                _onGone?.Invoke();
        }

        public void OnGone(Action act)
        {
            _onGone = act;
            if (IsGone)
                act();
        }
    }
}
