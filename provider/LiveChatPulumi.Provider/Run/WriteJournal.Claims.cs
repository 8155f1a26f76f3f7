namespace LiveChatPulumi.Provider.Run;

/// <summary>Which object a create made whose answer was lost.</summary>
internal sealed partial class WriteJournal
{
    private readonly Dictionary<string, UnderWay> _underWay = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _began;

    /// <summary>A create of this process is under way, until its answer is on record or given up: then the result is disposed.</summary>
    public IDisposable BeginCreate(CreateRecord record)
    {
        var begun = new UnderWay(this, record);
        lock (_gate)
            _underWay[record.Name] = begun;
        return begun;
    }

    /// <summary>
    /// Takes one of the candidates as what a create made. Ids that other creates of this machine answered or took are
    /// not for the taking. While there are no more candidates than open creates alike, each of them is one of ours. An object that was
    /// there before another of these creates goes first: that create would not take it. Beyond that it does not matter which create gets
    /// which. With more candidates, nobody can tell, and nothing is taken. While an equal create is under way, a candidate may be its
    /// object: its answer is waited for.
    /// </summary>
    /// <param name="record">The open create.</param>
    /// <param name="candidates">Ids that it may have made, from a list that was read before this call.</param>
    /// <param name="isLast">False where the caller asks again: then nothing is taken while another process may be creating an equal
    /// object.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <returns>The id that was taken, or null; and the candidates that are left, more than could be told apart.</returns>
    public async Task<(string? Id, IReadOnlyList<string> Undecided)> ClaimAsync(
        CreateRecord record,
        IReadOnlyCollection<string> candidates,
        bool isLast,
        CancellationToken cancellationToken
    )
    {
        // A create that begins after the list was read has no object in it.
        while (candidates.Count > 0 && EqualUnderWay(record) is { } underWay)
            await underWay.WaitAsync(cancellationToken);
        Task written;
        string id;
        lock (_gate)
        {
            // Another provider process of this machine may have written since: this is asked after a mishap only, so read again.
            Load(again: true);
            var alike = Records.Values.Where(r => r.Name != record.Name && r.Type == record.Type && r.Owner.IsSameLicense(_owner)).ToList();
            var taken = alike.Select(r => r.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var open = alike.Where(r => r.Key == record.Key && r.Id is null).ToList();
            var free = candidates
                .Where(c => !taken.Contains(c))
                .OrderByDescending(c => open.Count(r => r.KnownIds.Contains(c)))
                .ThenBy(c => c, StringComparer.Ordinal)
                .ToList();
            if (free.Count == 0 || (!isLast && open.Any(IsFromAProcessBeside)))
                return (null, []);
            if (free.Count > open.Count + 1)
                return (null, free);
            id = free[0];
            written = SetAsync(record with { Id = id });
        }

        await written;
        return (id, []);
    }

    /// <summary>Ends with an equal create of another resource that this process has under way; null where there is none.</summary>
    private Task? EqualUnderWay(CreateRecord record)
    {
        lock (_gate)
            return _underWay.Values.FirstOrDefault(u => u.IsEqual(record))?.Ended;
    }

    /// <summary>True for the open create of another process that began it while this one was there.</summary>
    private bool IsFromAProcessBeside(CreateRecord record) => record.Run != _run && record.At >= _began;

    private sealed class UnderWay(WriteJournal journal, CreateRecord record) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public bool IsEqual(CreateRecord other) => record.Name != other.Name && record.Type == other.Type && record.Key == other.Key;

        public void Dispose()
        {
            lock (journal._gate)
                journal._underWay.Remove(record.Name);
            _ended.TrySetResult();
        }
    }
}
