using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>Single calls on an object that is a part of another resource. They are as safe as those of a resource of its own; whoever makes them waits for what they do.</summary>
internal sealed partial class Lifecycle
{
    /// <summary>Under what name the journal has the object.</summary>
    public string RecordName
    {
        get => field ?? urn;
        init;
    }

    /// <summary>The object that a create made which was cut off; null when there is none.</summary>
    public Task<string?> RecoverPartAsync(PropertyObject inputs, CancellationToken cancellationToken) =>
        RecoverAsync(session.Journal.Find(RecordName), inputs, cancellationToken);

    /// <summary>Creates the object; gives its id.</summary>
    /// <exception cref="ApiException">The API refused it, or it is not known what became of it.</exception>
    public async Task<string> AddPartAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var created = await SendCreateAsync(resource.CreateKey(inputs), inputs, cancellationToken).ConfigureAwait(false);
        session.NoteCreated(Spec.Token, created.Id);
        return created.Id;
    }

    /// <summary>Makes a call that changes the object. What it does not find is waited for only where this run made it.</summary>
    /// <param name="named">Ids of the objects that the call names.</param>
    /// <param name="send">Makes the call.</param>
    /// <param name="cancellationToken">Gives up before the call, or while something is waited for.</param>
    /// <exception cref="ApiException">The API refused it.</exception>
    public Task ChangePartAsync(IReadOnlyCollection<string> named, Func<Task> send, CancellationToken cancellationToken) =>
        RetryTooEarlyAsync(
            e => Task.FromResult(e.Type == ErrorTypes.NotFound && !named.Any(id => session.WasCreatedHere(Spec.Token, id))),
            () => WriteAsync(send),
            cancellationToken
        );

    /// <summary>Deletes the object. One that is not there is never waited for.</summary>
    /// <exception cref="ApiException">The API refused it.</exception>
    public Task DeletePartAsync(string id) =>
        WriteAsync(() => resource.SendDeleteAsync(session, id, PropertyObject.Empty, session.WritesCancelled));
}
