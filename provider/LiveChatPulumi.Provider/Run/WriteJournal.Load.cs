using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Provider.Run;

/// <summary>What runs before this one left in the journal.</summary>
internal sealed partial class WriteJournal
{
    private void Load(bool again)
    {
        if (_records is not null && !again)
            return;
        var entries = _log.All(again);
        (_records, _deletes, _updates, _held, _notes) = (
            new(),
            new(StringComparer.Ordinal),
            new(StringComparer.Ordinal),
            new(StringComparer.Ordinal),
            new(StringComparer.Ordinal)
        );
        foreach (var (name, content) in entries)
        {
            if (!TryKeep(name, content))
                _ = EndAsync(name);
        }

        LoadEnds(entries);
    }

    /// <summary>True for a record of the same license, or of a state that may be on it.</summary>
    private bool Concerns(JournalOwner owner) =>
        !owner.IsAnotherLicense(_owner) && (owner.IsSameLicense(_owner) || owner.IsAnotherState(_owner));

    /// <summary>False for a record that is of no use any more.</summary>
    private bool TryKeep(string name, JsonObject content)
    {
        try
        {
            return content.ContainsKey(IsNote) ? KeepNote(name, content)
                : DeleteRecord.IsName(name) ? KeepDelete(name, content)
                : UpdateRecord.IsName(name) ? KeepUpdate(name, content)
                : HeldRecord.IsName(name) ? KeepHeld(content)
                : KeepCreate(name, content);
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or InvalidCastException or FormatException)
        {
            throw RpcErrors.Create(
                StatusCode.FailedPrecondition,
                $"What an earlier run wrote down about '{name}' cannot be understood: another version of the provider wrote it. "
                    + "Finish that run with its version, with an up, and then upgrade."
            );
        }
    }

    private DateTimeOffset Oldest => _time.GetUtcNow() - Retention;

    private bool KeepNote(string name, JsonObject content)
    {
        var at = content["at"]?.GetValue<DateTimeOffset>();
        _notes[name] = (Task.CompletedTask, at);
        return at is null || at >= Oldest;
    }

    private bool KeepDelete(string name, JsonObject content)
    {
        var delete = DeleteRecord.Read(content) with { Owner = JournalOwner.Read(content) };
        if (delete.At < (delete.IsAnswered ? _time.GetUtcNow() - RetentionOfDeletes : Oldest))
            return false;
        if (Concerns(delete.Owner))
            _deletes[name] = delete;
        return true;
    }

    private bool KeepUpdate(string name, JsonObject content)
    {
        var update = UpdateRecord.Read(content) with { Owner = JournalOwner.Read(content) };
        if (update.At < Oldest)
            return false;
        if (Concerns(update.Owner))
            _updates[name] = update;
        return true;
    }

    private bool KeepHeld(JsonObject content)
    {
        var held = HeldRecord.Read(content) with { Owner = JournalOwner.Read(content) };
        if (held.At < Oldest)
            return false;
        if (Concerns(held.Owner))
            _held[held.Urn] = held;
        return true;
    }

    private bool KeepCreate(string name, JsonObject content)
    {
        var create = CreateRecord.Read(name, content) with { Owner = JournalOwner.Read(content) };
        if (create.At < Oldest)
            return false;
        if (Concerns(create.Owner))
            _records!.Set(create);
        return true;
    }
}
