using LocalEngine;
using LocalEngine.State;

namespace LiveChatPulumi.Cli;

/// <summary>
/// Asks before an up deletes more than half of a stack: a program that was half written, or the wrong one, looks just like that. What is
/// replaced does not count, nor what stays in LiveChat.
/// </summary>
/// <param name="Deleted">How many resources would be deleted.</param>
/// <param name="All">How many the stack has.</param>
internal sealed record ManyDeletes(int Deleted, int All)
{
    /// <summary>The option that says that so many deletes are meant.</summary>
    public const string Option = "--yes-delete-many";

    /// <summary>True for more than half of the stack.</summary>
    public bool AreMany => Deleted > All - Deleted;

    /// <summary>Says how much it is.</summary>
    public string Text => $"This up deletes {Deleted} of the {All} resources of the stack.";

    /// <summary>What a run that was previewed deletes.</summary>
    public static ManyDeletes Of(RunResult preview, Snapshot snapshot) =>
        Of(preview.Steps.Where(s => s.Op == StepOp.Delete).Select(s => s.Old).OfType<ResourceState>(), snapshot);

    /// <summary>What a run deletes at its end.</summary>
    public static ManyDeletes Of(IEnumerable<ResourceState> deleted, Snapshot snapshot) =>
        new(deleted.Count(r => Counts(r) && !r.RetainOnDelete), snapshot.Resources.Count(Counts));

    /// <summary>True for a resource that stands for an object of its provider's.</summary>
    private static bool Counts(ResourceState resource) => resource is { Custom: true, IsProvider: false, External: false, Delete: false };
}
