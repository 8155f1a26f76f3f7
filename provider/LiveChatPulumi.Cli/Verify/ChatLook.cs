using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Web;
using LocalEngine;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Starts a chat, sees what becomes of it, and closes it whatever happens.</summary>
/// <param name="eye">The license as customers see it.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="receiver">Where webhooks arrive; null where nothing receives.</param>
/// <param name="warn">Tells at once of a chat that stays open, also where the command is on its way out.</param>
internal sealed class ChatLook(CustomerEye eye, TimeProvider time, HookReceiver? receiver, Action<string> warn)
{
    private const int Closings = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Looks at a chat.</summary>
    /// <exception cref="CustomerApiException">It could not be looked at.</exception>
    /// <exception cref="EngineException">It expects a webhook, and nothing receives.</exception>
    public async Task<Look> AtAsync(ChatCheck check, CancellationToken cancellationToken)
    {
        if (check.Hook is not null && receiver is null)
            throw new EngineException(
                $"{check.Place}: '{check.Name}' expects a webhook: --receive PORT receives it, at the address that the webhook is "
                    + "registered with, or behind a proxy there."
            );
        var look = new Look();
        using var turn = await eye.TurnAsync(cancellationToken).ConfigureAwait(false);
        using var web = eye.Web(check);
        await using var rtm = eye.Connection(check, check.Visitor);
        try
        {
            await rtm.ConnectAsync(cancellationToken).ConfigureAwait(false);
            var before = await OpenChatsAsync(web, cancellationToken).ConfigureAwait(false);
            string? chat = null;
            try
            {
                var begun = await rtm.StartChatAsync(New(check), cancellationToken: cancellationToken).ConfigureAwait(false);
                chat = begun.Id;
                await WatchAsync(check, begun, web, look, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await CloseAsync(check, chat, before, web, look).ConfigureAwait(false);
            }
        }
        catch (CustomerApiException e) when (Look.IsOfTheCheck(e) || e.Kind == CustomerErrorKind.Authorization)
        {
            look.Miss(
                "chat",
                "a chat",
                $"LiveChat refused {e.Action}: {e.ApiMessage}",
                e.Kind == CustomerErrorKind.Authorization
                    ? "the access of a property has to give customers write in chat where the page sets it."
                    : "a chat needs a group that is online; see the status of the group, and who answers there."
            );
        }

        return look;
    }

    private static NewChat New(ChatCheck check)
    {
        var properties = new Properties();
        foreach (var (space, name, value) in check.Sets)
            properties[space, name] = value?.DeepClone();
        return new NewChat
        {
            Properties = check.Sets.Count > 0 ? properties : null,
            Thread = new NewThread { Events = [new MessageEvent { Text = check.Message }] },
        };
    }

    private async Task WatchAsync(ChatCheck check, Chat begun, CustomerWebApi web, Look look, CancellationToken cancellationToken)
    {
        LookAtGroup(check, begun, look);
        var until = time.GetUtcNow() + check.Within;
        Look late;
        do
        {
            // What may still come is looked at again; only the last look counts.
            late = new Look();
            var chat = await web.GetChatThreadsAsync(begun.Id!, ThreadsOf(begun), cancellationToken).ConfigureAwait(false);
            LookAtAgent(check, chat, late);
            LookAtProperties(check, chat, late);
            LookAtHook(check, begun.Id!, late);
        } while (!late.Holds && await WaitAsync(until, cancellationToken).ConfigureAwait(false));

        foreach (var miss in late.Mismatches)
            look.Miss(miss.What, miss.Expected, miss.Seen, miss.Remedy);
    }

    private async Task<bool> WaitAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() >= until)
            return false;
        await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static IReadOnlyCollection<string>? ThreadsOf(Chat chat) =>
        chat.ThreadsInOrder.Select(t => t.Id).OfType<string>().ToList() is { Count: > 0 } ids ? ids : null;

    private static void LookAtGroup(ChatCheck check, Chat begun, Look look)
    {
        if (check.Groups is not { } groups)
            return;
        var access = begun.ThreadsInOrder.Select(t => t.Access).LastOrDefault(a => a is { IsUnrestricted: false }) ?? begun.Access;
        if (access is null or { IsUnrestricted: true })
            look.DoNotKnow("The chat is open to all agents, and LiveChat did not say which group it reached.");
        else if (!access.GroupIds!.Any(groups.Contains))
            look.Miss(
                "group",
                Look.OneOf(groups),
                "the chat reached " + string.Join(", ", access.GroupIds!),
                check.Visitor.Page is { } page
                    ? $"livechat routes test --url {page} shows which rule the page meets."
                    : "livechat routes shows which rules there are."
            );
    }

    private static void LookAtAgent(ChatCheck check, Chat chat, Look look)
    {
        if (check.JoinedBy is not { } wanted)
            return;
        var agents = (chat.Users ?? []).OfType<Agent>().Where(a => a.Present != false).Select(a => a.Id ?? "?").ToList();
        if (!agents.Exists(a => wanted.Contains(a, StringComparer.OrdinalIgnoreCase)))
            look.Miss(
                "agent",
                $"{Look.OneOf(wanted)} within {check.Within.TotalSeconds:0} s",
                agents.Count == 0 ? "nobody joined" : string.Join(", ", agents) + " joined",
                "livechat routes shows who answers in the group, and in which order."
            );
    }

    private static void LookAtProperties(ChatCheck check, Chat chat, Look look)
    {
        foreach (var (space, name, value) in check.Properties)
        {
            var seen =
                chat.Properties?[space, name]
                ?? chat.ThreadsInOrder.Select(t => t.Properties?[space, name]).LastOrDefault(v => v is not null);
            if (!Look.Same(value, seen))
                look.Miss(
                    $"property {space}.{name}",
                    Look.Shown(value),
                    seen is null ? "customers see none" : $"it is {Look.Shown(seen)}",
                    "customers see properties of chats and threads whose access gives them read there."
                );
        }
    }

    private void LookAtHook(ChatCheck check, string chat, Look look)
    {
        if (check.Hook is not { } hook)
            return;
        var secrets = receiver!.SecretsOf(hook.Action, chat);
        if (secrets.Count == 0)
            look.Miss(
                $"webhook {hook.Action}",
                $"one within {check.Within.TotalSeconds:0} s at {receiver.Address}",
                "none came",
                "see that the webhook is registered with an address that leads here, and that the webhooks of its client id are on."
            );
        else if (hook.Secret is not null && secrets.Any(s => s != hook.Secret))
            look.Miss(
                $"webhook {hook.Action}",
                "the secret of the check",
                secrets.Any(s => s == hook.Secret) ? "one came with another secret as well" : "it came with another secret",
                "a webhook that somebody else registered sends to the same address, or the secret was changed: livechat drift."
            );
    }

    /// <summary>Chats that are open, so that one whose start was not answered is known by not being among them.</summary>
    private static async Task<HashSet<string>> OpenChatsAsync(CustomerWebApi web, CancellationToken cancellationToken)
    {
        var page = await web.GetChatsSummaryAsync(limit: 25, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (page.ChatsSummary ?? []).Select(c => c.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Closes the chat, also after Ctrl-C. Where its start was not answered, it is looked for first.</summary>
    private async Task CloseAsync(ChatCheck check, string? chat, HashSet<string> before, CustomerWebApi web, Look look)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var open = chat is not null
                    ? [chat]
                    : (await OpenChatsAsync(web, CancellationToken.None).ConfigureAwait(false)).Except(before).ToList();
                foreach (var id in open)
                    await CloseThreadAsync(id, web).ConfigureAwait(false);
                return;
            }
            catch (CustomerApiException e) when (attempt >= Closings || !e.MayPass)
            {
                var stays = $"the chat {chat ?? "that was started"} of '{check.Name}' could not be closed: {e.Message}";
                look.Miss("end of the chat", "a closed thread", stays, "close it in LiveChat.");
                warn(stays + " Close it in LiveChat.");
                return;
            }
            catch (CustomerApiException)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Closes a thread. One that an agent has closed meanwhile is refused, and closed.</summary>
    private static async Task CloseThreadAsync(string chat, CustomerWebApi web)
    {
        try
        {
            await web.CloseThreadAsync(chat, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CustomerApiException e) when (Look.IsOfTheCheck(e))
        {
            var now = await web.GetChatThreadsSummaryAsync(chat, limit: 1, cancellationToken: CancellationToken.None).ConfigureAwait(false);
            var thread = now.NewestFirst.FirstOrDefault()?.Id;
            var last = thread is null ? null : await web.GetChatThreadsAsync(chat, [thread], CancellationToken.None).ConfigureAwait(false);
            if (last?.ThreadsInOrder.LastOrDefault()?.Active != false)
                throw;
        }
    }
}
