namespace LiveChatPulumi.Provider.Run;

/// <summary>Waits for reads to show what this run, or one shortly before it, has written.</summary>
internal sealed class OwnWrites(ProviderRun run)
{
    /// <summary>Waits until reads show a write of one object, where there is one that they may not show yet.</summary>
    public Task<IReadOnlyCollection<UnseenWrite>> UntilShownAsync(string type, string id, CancellationToken cancellationToken) =>
        UntilShownAsync(run.Ledger.Unseen(type, id) is { } write ? [write] : [], cancellationToken);

    /// <summary>Waits until reads show all writes of a type, or of all types where it is null.</summary>
    /// <returns>The writes that they do not show within the bound.</returns>
    public Task<IReadOnlyCollection<UnseenWrite>> UntilShownAsync(string? type, CancellationToken cancellationToken) =>
        UntilShownAsync(run.Ledger.AllUnseen(type), cancellationToken);

    private async Task<IReadOnlyCollection<UnseenWrite>> UntilShownAsync(
        IReadOnlyCollection<UnseenWrite> writes,
        CancellationToken cancellationToken
    )
    {
        var poll = run.Waiting.Poll(run.Options.PropagationBound);

        // Lists that were sent before a write do not count for it in any case; later ones are shared.
        for (var after = 0L; ; after = run.Collections.Newest)
        {
            var missing = new List<UnseenWrite>();
            foreach (var write in writes.Where(run.Ledger.IsUnseen))
            {
                if (await write.IsShownAsync(after, cancellationToken))
                    run.Ledger.RecordShown(write);
                else
                    missing.Add(write);
            }

            if (missing.Count == 0 || !await poll.NextAsync(cancellationToken))
                return missing;
        }
    }
}
