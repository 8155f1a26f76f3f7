using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Grpc.Core;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Reading;
using LiveChatPulumi.Export.Schema;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using PluginProtocol.Text;

namespace LiveChatPulumi.Converter;

/// <summary>
/// Reads the license through the resource plugin, which is started for each conversion: the one that was installed with this converter,
/// else the one that Pulumi would take.
/// </summary>
internal sealed class PluginSource : IAsyncDisposable
{
    private const string Package = "livechat";

    /// <summary>The default provider is that of a package, whatever the token's name.</summary>
    private const string AnyToken = Package + ":index:License";

    private readonly IProviderHost _plugins;
    private readonly string? _owner;
    private readonly CancellationTokenSource _leaving = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <param name="environment">Variables, which the plugin gets as well.</param>
    /// <param name="folder">The folder that this converter is in.</param>
    /// <param name="before">Stands before plugins that are processes; tests run one in their own process.</param>
    public PluginSource(IReadOnlyDictionary<string, string> environment, string folder, Func<IProviderHost, IProviderHost>? before = null)
    {
        foreach (var name in (string[])["LIVECHAT_ACCESS_TOKEN", "LIVECHAT_PERSONAL_ACCESS_TOKEN"])
            Filter.Learn(environment.GetValueOrDefault(name));
        _owner = environment.GetValueOrDefault("LIVECHAT_OWNER_CLIENT_ID");
        var beside = Path.Combine(folder, "..", $"resource-{Package}-v{Version}");
        var own = Directory.Exists(beside)
            ? ImmutableDictionary<string, string>.Empty.Add(Package, beside)
            : ImmutableDictionary<string, string>.Empty;
        var processes = new PluginProcesses(new PluginLocator(own, folder, environment), Directory.GetCurrentDirectory(), environment);
        _plugins = before?.Invoke(processes) ?? processes;
    }

    /// <summary>The version of this converter, and of the plugin that goes with it.</summary>
    public static string Version { get; } =
        typeof(PluginSource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>What every text for people passes.</summary>
    public MessageFilter Filter { get; } = new();

    /// <summary>Reads the license.</summary>
    /// <exception cref="EngineException">It cannot be read.</exception>
    public async Task<ExportedLicense> ReadAsync(ConverterOptions options, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leaving.Token);
        var reading = ReadWithPluginAsync(options, both.Token);
        _running[reading] = true;
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw ProviderErrors.Explain(e);
        }
        finally
        {
            _running.TryRemove(reading, out _);
        }
    }

    /// <summary>Gives up what is under way, and waits until its plugin has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _leaving.Dispose();
    }

    private async Task<ExportedLicense> ReadWithPluginAsync(ConverterOptions options, CancellationToken cancellationToken)
    {
        var target = new Target(
            Package,
            "converter",
            "organization",
            options.Configuration.ToImmutableSortedDictionary(c => $"{Package}:{c.Key}", c => c.Value, StringComparer.Ordinal),
            []
        );
        var session = await ProviderSession.OpenAsync(target, _plugins, (_, _) => { }).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var schema = ProviderSchema.Parse(await session.SchemaAsync(Package, cancellationToken).ConfigureAwait(false));
            var filter = new ExportFilter(options.Include, options.Exclude);
            if (filter.Mistaken(schema).FirstOrDefault() is { } mistaken)
                throw new EngineException($"'{mistaken}' names no type of resource; a pattern is Type or Type/name, with * and ?.");
            var (_, client) = await session.ConfigureAsync(AnyToken, Version, "").ConfigureAwait(false);
            var reader = new LicenseReader(client, schema, filter, Silent.Instance);
            var (objects, gaps) = await reader.ReadAsync(Owners(options), cancellationToken).ConfigureAwait(false);
            return new ProgramBuilder(schema).Build(objects) with { Gaps = gaps };
        }
    }

    /// <summary>The client ids that are named, and that of the configuration.</summary>
    private IEnumerable<string> Owners(ConverterOptions options) =>
        (options.Configuration.GetValueOrDefault("ownerClientId") ?? _owner) is { Length: > 0 } own
            ? options.Owners.Append(own)
            : options.Owners;

    private sealed class Silent : IProgress<ReadingProgress>
    {
        public static Silent Instance { get; } = new();

        public void Report(ReadingProgress value) { }
    }
}
