using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Messages;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Reading;

/// <summary>
/// Reads a whole license through a configured plugin: a list for each type of resource, and an import of each object that it names. What
/// the token may not see is a gap; the rest is read all the same.
/// </summary>
/// <param name="client">The plugin.</param>
/// <param name="schema">Its schema.</param>
/// <param name="filter">What is wanted.</param>
/// <param name="progress">Is told how far it has come.</param>
internal sealed class LicenseReader(
    ResourceProviderClient client,
    ProviderSchema schema,
    ExportFilter filter,
    IProgress<ReadingProgress> progress
)
{
    /// <summary>Reads under way: the plugin answers most of them from the list that it has.</summary>
    private const int Together = 16;

    private readonly ConcurrentBag<ReadObject> _objects = [];
    private readonly ConcurrentBag<Gap> _gaps = [];

    /// <summary>Reads everything.</summary>
    /// <param name="owners">
    /// Ids of the applications whose objects are read besides those that the license itself names. LiveChat lists some objects by them.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The license cannot be read at all, or not any more.</exception>
    public async Task<(ImmutableArray<ReadObject> Objects, ImmutableArray<Gap> Gaps)> ReadAsync(
        IEnumerable<string> owners,
        CancellationToken cancellationToken
    )
    {
        var types = schema.Resources.Where(r => r.Value.PartOf is null).OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        foreach (var (type, resource) in types.Where(t => t.Value.ListInputs.IsEmpty))
            await ReadTypeAsync(type, resource, PropertyObject.Empty, cancellationToken).ConfigureAwait(false);
        var known = new HashSet<string>(owners, StringComparer.Ordinal);
        foreach (var (type, resource) in types.Where(t => !t.Value.ListInputs.IsEmpty))
        {
            var scopes = Scopes(resource.ListInputs, known);
            if (scopes.Count == 0 && filter.MayTake(type))
                _gaps.Add(new Gap(type, null, $"LiveChat lists these by {resource.ListInputs[0].Name}, and none is known: give --owner."));
            foreach (var scope in scopes)
                await ReadTypeAsync(type, resource, scope, cancellationToken).ConfigureAwait(false);
        }

        return (
            [.. _objects.OrderBy(o => o.Type, StringComparer.Ordinal).ThenBy(o => o.Id, IdOrder.Instance)],
            [.. _gaps.OrderBy(g => g.Type, StringComparer.Ordinal).ThenBy(g => g.Id, StringComparer.Ordinal)]
        );
    }

    /// <summary>What a list is asked for, once for each value that the objects so far and the user name.</summary>
    private List<PropertyObject> Scopes(ImmutableArray<PropertyShape> listInputs, HashSet<string> owners)
    {
        if (listInputs is not [{ Setting: { } setting } input])
            return [];
        owners.UnionWith(
            from read in _objects
            from property in schema.Resources[read.Type].Inputs
            where property.Setting == setting
            let value = read.Inputs.Text(property.Name)
            where value is { Length: > 0 }
            select value
        );
        return [.. owners.Order(StringComparer.Ordinal).Select(o => PropertyObject.Of((input.Name, PropertyValue.Of(o))))];
    }

    private async Task ReadTypeAsync(string type, ResourceShape resource, PropertyObject scope, CancellationToken cancellationToken)
    {
        if (!filter.MayTake(type))
            return;
        var owner = scope.Members.Values.FirstOrDefault()?.ToString();
        progress.Report(new ReadingProgress(type, owner, 0, null));
        if (await ListAsync(type, scope, cancellationToken).ConfigureAwait(false) is not { } listed)
            return;
        var wanted = listed.Where(l => filter.Takes(type, l.Name, l.Id)).ToList();
        var done = 0;
        await Parallel
            .ForEachAsync(
                wanted,
                new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellationToken },
                async (item, token) =>
                {
                    await ReadObjectAsync(type, resource, item.Id, item.Name, token).ConfigureAwait(false);
                    progress.Report(new ReadingProgress(type, owner, Interlocked.Increment(ref done), wanted.Count));
                }
            )
            .ConfigureAwait(false);
        if (wanted.Count == 0)
            progress.Report(new ReadingProgress(type, owner, 0, 0));
    }

    private async Task<List<ListResponse.Types.Result>?> ListAsync(string type, PropertyObject scope, CancellationToken cancellationToken)
    {
        try
        {
            var listed = new List<ListResponse.Types.Result>();
            var request = new ListRequest { Token = type, Query = StructCodec.Write(scope) };
            await foreach (var answer in client.ListAsync(request, cancellationToken).ConfigureAwait(false))
            {
                if (answer.Result is { } result)
                    listed.Add(result);
            }

            return listed;
        }
        catch (RpcException e) when (IsAboutThisAlone(e))
        {
            _gaps.Add(new Gap(type, null, e.Status.Detail) { IsUnread = true });
            return null;
        }
    }

    private async Task ReadObjectAsync(string type, ResourceShape resource, string id, string title, CancellationToken cancellationToken)
    {
        var name = "export";
        var request = new ReadRequest
        {
            Id = id,
            Urn = new Urn("export", "export", type, name).ToString(),
            Name = name,
            Type = type,
        };
        ReadResponse response;
        try
        {
            response = await client.ReadAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e) when (IsAboutThisAlone(e))
        {
            _gaps.Add(new Gap(type, id, e.Status.Detail) { IsUnread = true });
            return;
        }

        // Somebody deleted it since it was listed.
        if (response.Properties is null)
            return;
        var read = new ReadObject(type, id, title, StructCodec.Read(response.Inputs), StructCodec.Read(response.Properties));
        if (resource.Inputs.Any(p => read.Inputs[p.Name] is not null))
            _objects.Add(read);
        else
            _gaps.Add(new Gap(type, id, "LiveChat shows nothing of it that a program could say: declare it by hand."));
    }

    /// <summary>True where other reads may go well: the token lacks a scope, or the license refuses this one thing.</summary>
    private static bool IsAboutThisAlone(RpcException e) =>
        e.StatusCode is StatusCode.PermissionDenied or StatusCode.FailedPrecondition or StatusCode.InvalidArgument or StatusCode.NotFound;
}

/// <summary>How far reading has come.</summary>
/// <param name="Type">The type that is read.</param>
/// <param name="Owner">The application whose objects are read; null for those of the license.</param>
/// <param name="Done">Objects that are read.</param>
/// <param name="All">Objects that there are; null while the list is under way.</param>
internal sealed record ReadingProgress(string Type, string? Owner, int Done, int? All);
