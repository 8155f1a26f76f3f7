using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using Moq;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests.Resources;

/// <summary>
/// One resource on a license that is empty and answers every write: what is tested is what the resource sends. Nothing is waited for.
/// </summary>
internal sealed class LicenseMock : IDisposable
{
    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TemporaryFolder _home = new();
    private readonly EngineLog _log = new();
    private readonly Mock<IConfigurationApi> _api = new(MockBehavior.Strict);
    private readonly ManagedResource _resource;
    private readonly ResourceContext _context;
    private int _calls;
    private bool _webhooksEnabled = true;

    public LicenseMock(string resource)
    {
        _api.Setup(a => a.ServerTime).Returns(() => Time.GetUtcNow());
        _resource = Catalog.Resources.Single(r => r.Spec.Name == resource);
        _api.Setup(a => a.CallAsync(It.IsAny<ApiAction>(), It.IsAny<JsonObject>(), It.IsAny<CancellationToken>()))
            .Returns(
                (ApiAction action, JsonObject request, CancellationToken _) =>
                {
                    if (!action.Writes)
                        return Task.FromResult(Shown(action));
                    _webhooksEnabled =
                        action.Name == "enable_license_webhooks" || (_webhooksEnabled && action.Name != "disable_license_webhooks");
                    Writes.Add($"{action.Name} {request.ToJsonString(AsItIs)}");
                    _calls++;
                    return Failure?.Invoke(action) is { } e ? Task.FromException<JsonNode>(e) : Task.FromResult<JsonNode>(Answer(action));
                }
            );
        var options = new RunOptions { PropagationBound = TimeSpan.Zero };
        _context = new ResourceContext(
            new ProviderRun(_api.Object, new WriteJournal(_home.Path, new JournalOwner("1", true, ""), Time), Time, _log, options),
            PluginHarness.Urn(resource)
        );
    }

    public ResourceSpec Spec => _resource.Spec;

    /// <summary>The write calls so far, each as its method and its parameters.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>Gives the error that the API answers a write with, or null.</summary>
    public Func<ApiAction, ApiException>? Failure { get; set; }

    /// <summary>The resource's create in the journal of creates under way, or null.</summary>
    public CreateRecord? Record => _context.Run.Journal.Find(_context.Urn);

    private JumpingTime Time { get; } = new();

    private IResourceLifecycle Lifecycle => ResourceLifecycles.Of(_resource, _context);

    public Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs) => Lifecycle.CreateAsync(inputs, default);

    public Task<PropertyObject> UpdateAsync((string Id, PropertyObject Outputs) old, PropertyObject olds, PropertyObject news) =>
        Lifecycle.UpdateAsync(old.Id, old.Outputs, olds, news, default);

    public Task DeleteAsync((string Id, PropertyObject Outputs) old) => Lifecycle.DeleteAsync(old.Id, old.Outputs, default);

    /// <summary>The writes since the last time this was asked.</summary>
    public List<string> TakeWrites()
    {
        var taken = Writes.ToList();
        Writes.Clear();
        return taken;
    }

    public void Dispose()
    {
        _context.Run.Dispose();
        _log.Dispose();
        _home.Dispose();
    }

    private JsonNode Shown(ApiAction action) =>
        action.Name switch
        {
            "get_license_webhooks_state" => new JsonObject { ["license_webhooks_enabled"] = _webhooksEnabled },
            "list_properties" => new JsonObject(),
            "list_license_properties" => JsonNode.Parse("""{"test":{"string_property":"gold","int_property":3,"bool_property":true}}""")!,
            var name when name.StartsWith("list_", StringComparison.Ordinal) => new JsonArray(),
            _ => throw new ApiException(action, ErrorTypes.NotFound, "not there", 400),
        };

    private JsonObject Answer(ApiAction action) =>
        action.Name switch
        {
            "create_group" => new JsonObject { ["id"] = 7 },
            "create_agent" => [],
            var name when action.Repetition != Repetition.Safe || name.StartsWith("reset_", StringComparison.Ordinal) => new JsonObject
            {
                ["id"] = $"new-{_calls}",
                ["secret"] = "issued",
            },
            _ => [],
        };
}
