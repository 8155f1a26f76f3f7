using System.Diagnostics;
using System.Runtime.CompilerServices;
using LiveChatPulumi.Api.Telemetry;
using LiveChatPulumi.Provider.Rpc;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LiveChatPulumi.Provider.Diagnostics;

/// <summary>Spans of the provider's operations, and the export of everything measured to an OpenTelemetry collector.</summary>
internal static class ProviderTelemetry
{
    /// <summary>Name of the activity source.</summary>
    public const string Name = "LiveChatPulumi.Provider";

    private const string EngineEndpoint = "PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>The span of one operation on one resource or function, or null while nobody listens.</summary>
    public static Activity? Start(string operation, string urn, ActivityContext parent)
    {
        var span = Source.StartActivity(operation, ActivityKind.Server, Activity.Current?.Context ?? parent);
        span?.SetTag("pulumi.urn", urn);
        return span;
    }

    /// <summary>
    /// Exports when Pulumi's engine says where to (PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT, OTLP over gRPC), or the standard
    /// variables do (OTEL_EXPORTER_OTLP_ENDPOINT and its relatives); else null, and OpenTelemetry is not even loaded.
    /// Disposing sends what is left.
    /// </summary>
    public static IDisposable? Export(Func<string, string?> environment)
    {
        if (environment("OTEL_SDK_DISABLED") is "true")
            return null;
        if (environment(EngineEndpoint) is { Length: > 0 } engine)
            return Open(new Uri(engine.Contains("://", StringComparison.Ordinal) ? engine : "http://" + engine));
        return new[] { "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT" }.Any(v =>
            environment(v) is { Length: > 0 }
        )
            ? Open(null)
            : null;
    }

    /// <summary>The trace that the engine's own is part of (TRACEPARENT).</summary>
    public static ActivityContext Parent(Func<string, string?> environment) =>
        ActivityContext.TryParse(environment("TRACEPARENT"), environment("TRACESTATE"), isRemote: true, out var parent) ? parent : default;

    // Apart, and no type of the packages in its signature, so that they are loaded only where they are used:
    // the plugin starts several times a command.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IDisposable Open(Uri? engine)
    {
        void Configure(OtlpExporterOptions options)
        {
            if (engine is not null)
                (options.Endpoint, options.Protocol) = (engine, OtlpExportProtocol.Grpc);
        }

        var resource = ResourceBuilder.CreateDefault().AddService("pulumi-resource-livechat", serviceVersion: PackageVersion.Current);
        return new Exports(
            Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(Name, ApiTelemetry.Name)
                .AddOtlpExporter(Configure)
                .Build(),
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(ApiTelemetry.Name).AddOtlpExporter(Configure).Build()
        );
    }

    private sealed class Exports(TracerProvider traces, MeterProvider metrics) : IDisposable
    {
        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }
    }
}
