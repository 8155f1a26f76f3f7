using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>
/// What has been pushed, and what was there before: so that what was missed can be told from both. Events, threads and the ends of
/// threads are kept track of; other pushes tell of states that can be read, or of moments that are over.
/// </summary>
internal sealed class CatchUp
{
    private const int ChatsAtOnce = 25;
    private const int FarthestChat = 100;
    private const int ThreadsAtOnce = 100;

    /// <summary>What was there at the login: it was never missed.</summary>
    private readonly HashSet<(string? Thread, string? Event)> _before = [];

    private readonly HashSet<(string? Thread, string? Event)> _pushed = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);

    /// <summary>The place of the last thread of each chat that was read.</summary>
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    /// <summary>Takes down a push that was received.</summary>
    /// <returns>The push, or what is new of it: nothing where all of it was pushed already.</returns>
    public IEnumerable<Push> Sift(Push push) =>
        push switch
        {
            IncomingEvent e => Add(e.ThreadId, e.Event) ? [Opened(e)] : [],
            ThreadClosed c => Close(c.ThreadId) ? [c] : [],
            IncomingChatThread { Chat.Thread: { } thread } t => SiftThread(t, thread),
            _ => [push],
        };

    /// <summary>Reads what is there at the login.</summary>
    public async Task BeginAsync(CustomerCalls calls, CancellationToken cancellationToken)
    {
        foreach (var id in await ChatsAsync(calls, cancellationToken).ConfigureAwait(false))
        {
            var chat = await ThreadsAsync(calls, id, all => all.Take(1), cancellationToken).ConfigureAwait(false);
            foreach (var thread in chat?.ThreadsInOrder ?? [])
            {
                _before.Add((thread.Id, null));
                _before.UnionWith((thread.Events ?? []).Select(e => (thread.Id, e.Id)));
                if (thread is { Active: not false, Id: { } open })
                    _open.Add(open);
            }

            _read[id] = chat?.ThreadsInOrder.LastOrDefault()?.Order ?? long.MinValue;
        }
    }

    /// <summary>Reads chats anew, and gives what was missed, in order. The caller gives each to <see cref="Sift"/>.</summary>
    public async Task<IReadOnlyList<Push>> ReadAsync(CustomerCalls calls, CancellationToken cancellationToken)
    {
        var missed = new List<Push>();
        var read = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var id in await ChatsAsync(calls, cancellationToken).ConfigureAwait(false))
        {
            var from = _read.GetValueOrDefault(id, long.MinValue);
            var chat = await ThreadsAsync(calls, id, all => all.Where(t => (t.Order ?? long.MaxValue) >= from), cancellationToken)
                .ConfigureAwait(false);
            if (chat is null)
                continue;
            foreach (var thread in chat.ThreadsInOrder)
                missed.AddRange(Missed(id, chat, thread));
            read[id] = chat.ThreadsInOrder.LastOrDefault()?.Order ?? from;
        }

        // Only now: where a read fails, the next one begins where this one did.
        foreach (var (id, last) in read)
            _read[id] = last;
        return missed;
    }

    private static async Task<IReadOnlyList<string>> ChatsAsync(CustomerCalls calls, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        for (var offset = 0; offset <= FarthestChat; offset += ChatsAtOnce)
        {
            var page = await calls.GetChatsSummaryAsync(offset, ChatsAtOnce, cancellationToken).ConfigureAwait(false);
            ids.AddRange((page.ChatsSummary ?? []).Select(c => c.Id).OfType<string>());
            if (page.ChatsSummary is not { Count: ChatsAtOnce })
                break;
        }

        return [.. ids.Distinct()];
    }

    /// <summary>Threads of a chat with their events, of those that are chosen of all, the newest first.</summary>
    private static async Task<Chat?> ThreadsAsync(
        CustomerCalls calls,
        string chatId,
        Func<IEnumerable<ThreadSummary>, IEnumerable<ThreadSummary>> choose,
        CancellationToken cancellationToken
    )
    {
        var all = new List<ThreadSummary>();
        ThreadsPage page;
        do
        {
            page = await calls.GetChatThreadsSummaryAsync(chatId, all.Count, ThreadsAtOnce, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.ThreadsSummary ?? []);
        } while (page.ThreadsSummary is { Count: ThreadsAtOnce });

        var chosen = choose(all.OrderByDescending(t => t.Order)).Select(t => t.Id).OfType<string>().ToList();
        return chosen.Count == 0 ? null : await calls.GetChatThreadsAsync(chatId, chosen, cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<Push> Missed(string chatId, Chat chat, ChatThread thread)
    {
        if (thread.Id is not { } threadId)
            yield break;
        if (!_before.Contains((threadId, null)) && !_pushed.Contains((threadId, null)))
        {
            var alone = new Chat
            {
                Id = chat.Id,
                Order = chat.Order,
                Users = chat.Users,
                Properties = chat.Properties,
                Access = chat.Access,
                Thread = thread,
                Extra = chat.Extra,
            };
            yield return new IncomingChatThread
            {
                Action = PushKinds.IncomingChatThread,
                WasCaughtUp = true,
                Chat = alone,
            };
        }
        else
        {
            foreach (var e in thread.EventsInOrder.Where(e => !_before.Contains((threadId, e.Id)) && !_pushed.Contains((threadId, e.Id))))
                yield return new IncomingEvent
                {
                    Action = PushKinds.IncomingEvent,
                    WasCaughtUp = true,
                    ChatId = chatId,
                    ThreadId = threadId,
                    Event = e,
                };
            if (!_open.Contains(threadId))
                yield break;
        }

        if (thread.Active == false && !_closed.Contains(threadId))
            yield return new ThreadClosed
            {
                Action = PushKinds.ThreadClosed,
                WasCaughtUp = true,
                ChatId = chatId,
                ThreadId = threadId,
            };
    }

    private IEnumerable<Push> SiftThread(IncomingChatThread push, ChatThread thread)
    {
        var isNew = thread.Id is null || _pushed.Add((thread.Id, null));
        var events = thread.EventsInOrder.Where(e => Add(thread.Id, e)).ToList();
        if (thread is { Id: { } id, Active: not false } && isNew)
            _open.Add(id);
        if (isNew)
            return [push];
        // The thread was pushed already; events that were not are told by themselves.
        return events.Select(e => new IncomingEvent
        {
            Action = PushKinds.IncomingEvent,
            RequestId = push.RequestId,
            WasCaughtUp = push.WasCaughtUp,
            ChatId = push.Chat.Id ?? "",
            ThreadId = thread.Id ?? "",
            Event = e,
        });
    }

    private IncomingEvent Opened(IncomingEvent push)
    {
        if (!_closed.Contains(push.ThreadId))
            _open.Add(push.ThreadId);
        return push;
    }

    // What has no id cannot be told from another.
    private bool Add(string? threadId, Event e) => threadId is null || e.Id is null || _pushed.Add((threadId, e.Id));

    private bool Close(string threadId)
    {
        _open.Remove(threadId);
        return _closed.Add(threadId);
    }
}
