using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Reading;
using LiveChatPulumi.Export.Schema;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.State;

namespace LiveChatPulumi.Cli.Export;

/// <summary>What an export read.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Gaps">What could not be read.</param>
/// <param name="Schema">The plugin's schema.</param>
/// <param name="Provider">The provider as a state holds it.</param>
internal sealed record LicenseReading(
    ImmutableArray<ReadObject> Objects,
    ImmutableArray<Gap> Gaps,
    ProviderSchema Schema,
    ResourceState Provider
)
{
    /// <summary>The package of the plugin.</summary>
    private const string Package = "livechat";

    /// <summary>Reads the license.</summary>
    /// <param name="context">What commands work with.</param>
    /// <param name="settings">What is asked for.</param>
    /// <param name="target">The stack, with the configuration of the provider.</param>
    /// <param name="notices">Takes what the plugin has to say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EngineException">It cannot be read, or nothing fits what is asked for.</exception>
    public static async Task<LicenseReading> ReadAsync(
        CommandContext context,
        ExportSettings settings,
        Target target,
        Notices notices,
        CancellationToken cancellationToken
    )
    {
        var plugins = new PluginProcesses(
            new PluginLocator([], context.CommandFolder, context.Environment),
            Directory.GetCurrentDirectory(),
            context.Environment
        );
        var session = await ProviderSession
            .OpenAsync(target, context.Plugins(context.Environment, plugins), notices.Add)
            .ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var schema = ProviderSchema.Parse(await session.SchemaAsync(Package, cancellationToken).ConfigureAwait(false));
        if (settings.Filter.Mistaken(schema).FirstOrDefault() is { } mistaken)
            throw new EngineException(
                $"no type fits the pattern '{mistaken}'; there are: "
                    + string.Join(", ", schema.Resources.Where(r => r.Value.PartOf is null).Select(r => r.Key.Split(':')[^1]).Order())
            );

        // A program in C# names the version of its SDK, and with it a provider of its own.
        var isNamed = settings.Language == ExportLanguage.CSharp;
        var (provider, client) = await session
            .ConfigureAsync(schema.Resources.Keys.First(), isNamed ? schema.Version : "", isNamed ? schema.PluginDownloadUrl : "")
            .ConfigureAwait(false);
        var display = new ReadingDisplay(context, !Console.IsErrorRedirected && ReferenceEquals(context.Errors, Console.Error));
        try
        {
            var reader = new LicenseReader(client, schema, settings.Filter, display);
            var (objects, gaps) = await reader.ReadAsync(Owners(context, settings), cancellationToken).ConfigureAwait(false);
            return new LicenseReading(objects, gaps, schema, provider);
        }
        catch (RpcException e)
        {
            throw new EngineException(e.Status.Detail, e);
        }
        finally
        {
            display.End();
        }
    }

    /// <summary>Those that are given, that of the environment, and those that the last export knew.</summary>
    private static IEnumerable<string> Owners(CommandContext context, ExportSettings settings) =>
        settings
            .Owners.Append(context.Environment.GetValueOrDefault("LIVECHAT_OWNER_CLIENT_ID") ?? "")
            .Concat(
                (settings.Former?.License.Settings ?? [])
                    .Where(s => s is { IsSecret: false, Kind: SettingKind.Text, IsToFillIn: false })
                    .Select(s => s.Value!.ToString())
            )
            .Where(o => o.Length > 0)
            .Distinct();
}
