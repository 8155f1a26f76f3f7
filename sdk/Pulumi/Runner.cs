namespace Pulumi;

/// <summary>Everything that is under way in a program; the program ends when nothing is.</summary>
internal sealed class Runner
{
    private readonly object _gate = new();
    private readonly HashSet<Task> _tasks = [];

    public bool HasErrors { get; set; }

    public void Track(Task task)
    {
        if (task.IsCompletedSuccessfully)
            return;
        lock (_gate)
            _tasks.Add(task);
    }

    /// <summary>Waits for all tasks, those added meanwhile included; the first failure, or null.</summary>
    public async Task<Exception?> WaitAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (_gate)
                tasks = [.. _tasks];
            if (tasks.Length == 0)
                return null;
            var done = await Task.WhenAny(tasks).ConfigureAwait(false);
            lock (_gate)
                _tasks.RemoveWhere(t => t.IsCompletedSuccessfully);
            if (done.IsFaulted)
                return done.Exception.GetBaseException();
            if (done.IsCanceled)
                return new OperationCanceledException();
        }
    }
}
