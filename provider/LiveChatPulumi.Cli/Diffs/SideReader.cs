using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Reading;
using LiveChatPulumi.Export.Schema;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Plugins;

namespace LiveChatPulumi.Cli.Diffs;

/// <summary>Reads one of the two licenses.</summary>
/// <param name="context">The command.</param>
/// <param name="filter">What is compared. All is read: what an object names counts by what it is, and not by its id.</param>
/// <param name="owners">Client ids whose objects are read besides those that the license names.</param>
internal sealed class SideReader(CommandContext context, ExportFilter filter, ImmutableArray<string> owners)
{
    private const string Package = "livechat";

    /// <exception cref="EngineException">It cannot be read.</exception>
    public async Task<ExportedLicense> ReadAsync(DiffSide side, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadWithPluginAsync(side, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw new EngineException($"{side.Name}: {e.Status.Detail}", e);
        }
        catch (EngineException e)
        {
            throw new EngineException($"{side.Name}: {e.Message}", e);
        }
    }

    private async Task<ExportedLicense> ReadWithPluginAsync(DiffSide side, CancellationToken cancellationToken)
    {
        var processes = new PluginProcesses(
            new PluginLocator(side.PluginPaths, context.CommandFolder, side.Environment),
            Directory.GetCurrentDirectory(),
            side.Environment
        );
        var session = await ProviderSession
            .OpenAsync(side.Target, context.Plugins(context.Environment, processes), (_, _) => { })
            .ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var schema = ProviderSchema.Parse(await session.SchemaAsync(Package, cancellationToken).ConfigureAwait(false));
        if (filter.Mistaken(schema).FirstOrDefault() is { } mistaken)
            throw new EngineException($"'{mistaken}' names no type of resource; a pattern is Type or Type/name, with * and ?.");
        var (_, client) = await session.ConfigureAsync(schema.Resources.Keys.First(), "", "").ConfigureAwait(false);
        var reader = new LicenseReader(client, schema, ExportFilter.All, Silent.Instance);
        var known = side.Owner is { } own ? owners.Append(own) : owners;
        var (objects, gaps) = await reader.ReadAsync(known, cancellationToken).ConfigureAwait(false);
        return Build(schema, objects, side.Owner) with { Gaps = gaps };
    }

    /// <summary>The client id of the configuration is another in each license, and means the same: it has the same name in both.</summary>
    private static ExportedLicense Build(ProviderSchema schema, ImmutableArray<ReadObject> objects, string? owner)
    {
        var builder = new ProgramBuilder(schema);
        foreach (var setting in schema.Resources.Values.SelectMany(r => r.Inputs).Select(p => p.Setting).OfType<string>().Distinct())
        {
            if (owner is not null)
                builder.Keep(setting, setting, owner);
        }

        return builder.Build(objects);
    }

    private sealed class Silent : IProgress<ReadingProgress>
    {
        public static Silent Instance { get; } = new();

        public void Report(ReadingProgress value) { }
    }
}
