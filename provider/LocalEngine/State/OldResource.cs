namespace LocalEngine.State;

/// <summary>A resource of the snapshot that the run started with.</summary>
/// <param name="Index">Position in the snapshot, or <see cref="Imported"/>.</param>
/// <param name="State">The resource.</param>
internal sealed record OldResource(int Index, ResourceState State)
{
    /// <summary>The index of a resource that this run imported, so that the snapshot does not hold it.</summary>
    public const int Imported = -1;

    /// <summary>The URN that the state has; an alias makes the resource's own another.</summary>
    public string Urn { get; init; } = State.Urn;

    public bool IsImported => Index == Imported;
}
