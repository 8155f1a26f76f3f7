using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>The life of a setting, which exists as long as the license does: a create writes over it.</summary>
internal class SettingLifecycle(ObjectResource resource, ResourceContext context) : ObjectLifecycle(resource, context)
{
    /// <inheritdoc/>
    public override async Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        try
        {
            var id = Resource.CreateKey(inputs);

            // The values before are read, to see when the new ones show.
            var before = await Resource.ReadBeforeAsync(Run, id, inputs, cancellationToken) ?? PropertyObject.Empty;
            cancellationToken.ThrowIfCancellationRequested();
            var issued = await SetAsync(id, inputs, cancellationToken);
            var write = new AnsweredWrite(id, inputs, issued, "set")
            {
                Changed = [.. Spec.Inputs],
                Before = before,
                Calls = new WriteCalls(Resource, Context, Writer, [], inputs, [.. Spec.Inputs]),
                IsCurrent = Settlement.Moved([.. Spec.Inputs], before, inputs),
            };
            return (id, await Settlement.SettleAsync(write, cancellationToken));
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, Spec, "creating", Context.Name);
        }
    }

    /// <summary>Writes the setting; gives the outputs that only this call shows.</summary>
    protected virtual async Task<PropertyObject> SetAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var record = new CreateRecord(Writer.RecordName, Spec.Token, id, [], null, false, Run.Time.GetUtcNow());
        await Run.Journal.PutAsync(record);
        var issued = await SendSetAsync(inputs, cancellationToken);
        await Run.Journal.PutAsync(record with { Id = id });
        return issued;
    }

    /// <summary>Sends the call that writes the setting.</summary>
    protected async Task<PropertyObject> SendSetAsync(PropertyObject inputs, CancellationToken cancellationToken) =>
        (
            await Writer.WriteWhenKnownAsync(
                token => Resource.SendCreateAsync(Run, inputs, token),
                ObjectWriter.Texts(inputs),
                null,
                cancellationToken
            )
        ).Issued;
}
