using System.Collections.Concurrent;
using LiveChatPulumi.CustomerApi;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>How long is waited, and for what.</summary>
/// <param name="Until">
/// The moment from which on LiveChat acts on the last change. Before it, what holds may be the old configuration, and what does not hold
/// may be on its way.
/// </param>
/// <param name="Quick">True: what holds before that moment is believed.</param>
/// <param name="AllowsChats">True: chats may be started, which reach people.</param>
internal sealed record VerifyPlan(DateTimeOffset Until, bool Quick, bool AllowsChats);

/// <summary>Looks at checks until their time is over.</summary>
/// <param name="eye">The license as customers see it.</param>
/// <param name="plan">How long is waited.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="show">Is told of each result as it comes.</param>
internal sealed class Verification(CustomerEye eye, VerifyPlan plan, TimeProvider time, Action<CheckResult> show)
{
    /// <summary>How often a last look is made that does not get through.</summary>
    private const int Attempts = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Check, CheckResult> _results = new(ReferenceEqualityComparer.Instance);
    private readonly Looks _looks = new(eye);

    /// <summary>Where webhooks arrive; null where nothing receives.</summary>
    public HookReceiver? Receiver { get; init; }

    /// <summary>Tells at once what must not be lost with the results.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Looks at all checks.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="cancellationToken">Gives up; a chat that was started is closed even so.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        var quiet = checks.Where(c => c is not ChatCheck).ToList();
        await WatchAsync(quiet, cancellationToken).ConfigureAwait(false);

        // A chat takes room from others, and reaches people: once, one after another, when the time of the last change is over.
        var chats = checks.OfType<ChatCheck>().ToList();
        var left = plan.Until - time.GetUtcNow();
        if (chats.Count > 0 && plan is { AllowsChats: true, Quick: false } && left > TimeSpan.Zero)
            await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
        foreach (var chat in chats)
            Keep(await ChatAsync(chat, cancellationToken).ConfigureAwait(false));
        return [.. checks.Select(c => _results[c])];
    }

    private async Task WatchAsync(IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        while (checks.Count > 0)
        {
            var isOver = time.GetUtcNow() >= plan.Until;

            // The last look is at all: until then, what held may have been the old configuration.
            var looked = isOver ? checks : [.. checks.Where(c => !Holds(c))];
            await LookAsync(looked, isOver, cancellationToken).ConfigureAwait(false);
            if (isOver || (plan.Quick && checks.All(Holds)))
                return;
            var left = plan.Until - time.GetUtcNow();
            if (left > TimeSpan.Zero)
                await Task.Delay(left < Interval ? left : Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Holds(Check check) =>
        _results.TryGetValue(check, out var result) && result.Verdict is CheckVerdict.Holds or CheckVerdict.Unknown;

    private async Task LookAsync(IReadOnlyList<Check> checks, bool isOver, CancellationToken cancellationToken)
    {
        // Visits of one customer come one after another: what a page asks for stays with the customer. Those that ask for a group are last.
        var visits = checks.OfType<VisitCheck>().OrderBy(v => v.Visitor.Group is not null).ToList();
        var besides = checks.Except(eye.HasManyCustomers ? [] : visits).Select(c => LookAsync(c, isOver, cancellationToken)).ToList();
        if (!eye.HasManyCustomers)
            foreach (var visit in visits)
                await LookAsync(visit, isOver, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(besides).ConfigureAwait(false);
    }

    private async Task LookAsync(Check check, bool isOver, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var turn = await eye.TurnAsync(cancellationToken).ConfigureAwait(false);
                Keep(CheckResult.Of(check, await _looks.AtAsync(check, cancellationToken).ConfigureAwait(false), isOver));
                return;
            }
            catch (CustomerApiException e) when (!e.MayPass || attempt == Attempts)
            {
                Keep(Failed(check, e));
                return;
            }
            catch (CustomerApiException)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<CheckResult> ChatAsync(ChatCheck check, CancellationToken cancellationToken)
    {
        if (!plan.AllowsChats)
            return new CheckResult(check, CheckVerdict.Skipped)
            {
                Notes = ["A chat reaches people. livechat verify --allow-chats starts it, and closes it whatever happens."],
            };
        try
        {
            var look = await new ChatLook(eye, time, Receiver, Warn).AtAsync(check, cancellationToken).ConfigureAwait(false);
            return CheckResult.Of(check, look, isOver: true);
        }
        catch (CustomerApiException e)
        {
            return Failed(check, e);
        }
    }

    private static CheckResult Failed(Check check, CustomerApiException e) => new(check, CheckVerdict.Failed) { Notes = [e.Message] };

    private void Keep(CheckResult result)
    {
        _results[result.Check] = result;
        show(result);
    }
}
