using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Schema;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Rpc;

/// <summary>Handshake, configuration, cancel.</summary>
internal sealed partial class ProviderService
{
    /// <inheritdoc/>
    public override Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) =>
        request.Version == 0
            ? Task.FromResult(new GetSchemaResponse { Schema = SchemaWriter.Write(indented: false) })
            : throw RpcErrors.Create(StatusCode.InvalidArgument, $"Schema version {request.Version} is not known; ask for 0.");

    /// <inheritdoc/>
    public override Task<PluginInfo> GetPluginInfoAsync(Empty request, CancellationToken cancellationToken) =>
        Task.FromResult(new PluginInfo { Version = PackageVersion.Current });

    /// <summary>True from the configuration until the engine's Cancel.</summary>
    public bool IsRunning => _run is { Cancelled.IsCancellationRequested: false };

    /// <summary>True while an operation is under way.</summary>
    public bool IsWorking => _run is { IsWorking: true };

    /// <summary>True after the engine's Cancel.</summary>
    public bool WasCancelled { get; private set; }

    /// <summary>
    /// Takes back what this process told the others of its run, and writes what the journal still has to write; the process ends.
    /// </summary>
    public async Task LeaveAsync()
    {
        if (_run is not { } run)
            return;
        run.HandedOut.Dispose();
        run.Turn?.Dispose();
        await run.Journal.WrittenAsync();
    }

    public override Task<ProviderHandshakeResponse> HandshakeAsync(ProviderHandshakeRequest request, CancellationToken cancellationToken)
    {
        if (request.EngineAddress.Length > 0)
            log.Attach(request.EngineAddress);
        return Task.FromResult(
            new ProviderHandshakeResponse
            {
                AcceptSecrets = true,
                AcceptResources = true,
                AcceptOutputs = true,
            }
        );
    }

    public override Task<Empty> AttachAsync(PluginAttach request, CancellationToken cancellationToken)
    {
        if (!log.Attach(request.Address))
            throw RpcErrors.Create(StatusCode.FailedPrecondition, $"This plugin belongs to the engine at {log.Engine}.");
        return Task.FromResult(new Empty());
    }

    public override Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken)
    {
        var raw = StructCodec.Read(request.News);
        var response = new CheckResponse { Inputs = StructCodec.Write(raw) };
        response.Failures.AddRange(
            SettingRules
                .Failures(raw, environment)
                .Select(f => ToCheckFailure(f with { IsSecret = f.IsSecret || IsSecretSetting(f.Path) }, raw))
        );
        return Task.FromResult(response);
    }

    public override Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken)
    {
        var olds = ProviderConfig.Typed(StructCodec.Read(request.OldInputs ?? request.Olds));
        var news = ProviderConfig.Typed(StructCodec.Read(request.News));
        var response = new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffNone, HasDetailedDiff = true };
        foreach (var property in ProviderConfig.Properties)
        {
            var (old, @new) = (olds[property.Name], news[property.Name]);
            if (ValueEquality.AreEqual(property.Type, old, @new))
                continue;

            // A token that rotates keeps the license; another license makes every resource a stranger.
            var replaces = ProviderConfig.LicenseKeys.Contains(property.Name) && old is not null && @new is not null;
            response.Changes = DiffResponse.Types.DiffChanges.DiffSome;
            response.Diffs.Add(property.Name);
            if (replaces)
                response.Replaces.Add(property.Name);
            var kind =
                old is null ? PropertyDiff.Types.Kind.Add
                : @new is null ? PropertyDiff.Types.Kind.Delete
                : PropertyDiff.Types.Kind.Update;
            response.DetailedDiff[property.Name] = new PropertyDiff { Kind = replaces ? kind + 1 : kind, InputDiff = true };
        }

        return Task.FromResult(response);
    }

    public override async Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken)
    {
        var arguments = request.Args is not null
            ? StructCodec.Read(request.Args)
            : PropertyObject.From(
                request.Variables.Select(v => KeyValuePair.Create(v.Key["livechat:config:".Length..], PropertyValue.Of(v.Value)))
            );
        if (SettingRules.Failures(arguments, environment) is { IsEmpty: false } failures)
            throw RpcErrors.Create(StatusCode.InvalidArgument, string.Join("; ", failures.Select(f => $"livechat:{f.Path} {f.Reason}")));
        var (config, missing) = ProviderConfig.Read(arguments, environment);
        if (config is null)
            throw MissingKeys(missing);
        foreach (var secret in config.Credential.RevealSecrets())
            log.Filter.Learn(secret);
        if (_address is { } address && config.ApiUrl.Authority != address.Authority)
            throw RpcErrors.Create(
                StatusCode.FailedPrecondition,
                $"This plugin is configured for {address.Authority}; for another address the engine starts another plugin."
            );
        _address = config.ApiUrl;
        WasCancelled = false;
        config = config with { ProviderId = ProviderIdOf(request) };

        // The new run reads what the one before it wrote down.
        if (_run is { } before)
            await before.Journal.WrittenAsync();
        log.BeginRun();
        var old = Interlocked.Exchange(ref _run, open(config, log));
        _run.ParentTrace = ProviderTelemetry.Parent(environment);
        old?.Dispose();
        return new ConfigureResponse
        {
            AcceptSecrets = true,
            SupportsPreview = true,
            AcceptResources = true,
            AcceptOutputs = true,
        };
    }

    public override async Task<Empty> CancelAsync(Empty request, CancellationToken cancellationToken)
    {
        if (_run is { } run)
        {
            run.Cancel();

            // What is under way may still fail, and its answer may come too late for the engine.
            if (!run.IsWorking)
            {
                await run.Journal.EndRunAsync();
                run.Turn?.Release();
            }

            await run.SummarizeAsync(cancellationToken);
        }

        WasCancelled = true;

        return new Empty();
    }

    /// <summary>The id that the engine's state has for the provider; at the preview of a new one there is none yet.</summary>
    private static string ProviderIdOf(ConfigureRequest request) => Signatures.IsUnknown(request.Id) ? "" : request.Id;

    private static bool IsSecretSetting(PropertyPath path) => ProviderConfig.Properties.Any(p => p.Secret && p.Name == path.ToString());

    private static RpcException MissingKeys(IEnumerable<string> names)
    {
        var detail = new ConfigureErrorMissingKeys();
        foreach (var name in names)
            detail.MissingKeys.Add(
                new ConfigureErrorMissingKeys.Types.MissingKey
                {
                    Name = "livechat:" + name,
                    Description = ProviderConfig.Properties.First(p => p.Name == name).Description,
                }
            );
        var text =
            "The livechat provider has no credential: set "
            + string.Join(", ", detail.MissingKeys.Select(k => $"{k.Name} ({k.Description})"));
        return RpcErrors.Create(StatusCode.InvalidArgument, text, detail);
    }
}
