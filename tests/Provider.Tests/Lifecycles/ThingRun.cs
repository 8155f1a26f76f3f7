using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using Moq;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A resource whose calls a test answers: for what lifecycles do between calls.</summary>
internal sealed class ThingResource(ResourceSpec spec) : ObjectResource(spec)
{
    /// <summary>Things that the license shows.</summary>
    public List<LiveObject> Shown { get; } = [];

    /// <summary>The updates that were sent.</summary>
    public List<ObjectUpdate> Updates { get; } = [];

    /// <summary>Ids of the things of which a delete was sent.</summary>
    public List<string> Deletes { get; } = [];

    /// <summary>Answers an update, after it was counted.</summary>
    public Func<ObjectUpdate, Task> OnUpdate { get; set; } = _ => Task.CompletedTask;

    /// <summary>What a trigger gives.</summary>
    public PropertyObject Triggered { get; } = PropertyObject.Of(("key", PropertyValue.Of("issued")));

    public override ImmutableArray<ApiAction> Actions => [ApiActions.UpdateTag];

    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => Task.FromResult<ImmutableArray<LiveObject>>([.. Shown]);

    public override Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken) =>
        Task.FromResult(new CreatedObject("1"));

    public override Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken)
    {
        Updates.Add(update);
        return OnUpdate(update);
    }

    public override Task<PropertyObject> RunTriggersAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => Task.FromResult(Triggered);

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken)
    {
        Deletes.Add(id);
        return Task.CompletedTask;
    }
}

/// <summary>One thing in a run without a license.</summary>
internal sealed class ThingRun : IDisposable
{
    private static readonly PropertySpec[] Inputs =
    [
        new("name", "name", PropertyType.Text, "A name."),
        new("color", "color", PropertyType.Text, "A color."),
        new("parts", "parts", new MapType(PropertyType.Text), "Parts."),
        new("renewal", "renewal", PropertyType.Text, "A trigger.") { Delivery = Delivery.Trigger },
    ];

    private readonly TemporaryFolder? _home;
    private readonly EngineLog _log = new();

    /// <param name="home">The folder of the journal; null for one of its own.</param>
    /// <param name="provider">The id of the provider resource.</param>
    public ThingRun(string? home = null, string provider = "")
    {
        home ??= (_home = new()).Path;
        var api = new Mock<IConfigurationApi>();
        api.Setup(a => a.ServerTime).Returns(() => Time.GetUtcNow());
        var journal = new WriteJournal(home, new JournalOwner("1", true, provider), Time);
        Run = new ProviderRun(api.Object, journal, Time, _log, new RunOptions { PropagationBound = Bound });
        Resource = new ThingResource(
            new ResourceSpec("Thing", "A thing.", [.. Inputs])
            {
                ImportId = "the id",
                ImportExample = "1",
                References = [Other],
            }
        );
        Context = new ResourceContext(Run, PluginHarness.Urn("Thing"));
        Writer = new ObjectWriter(Resource, Context);
    }

    /// <summary>The type of the objects that a thing names.</summary>
    public const string Other = "livechat:index:Other";

    public static TimeSpan Bound { get; } = TimeSpan.FromSeconds(60);

    public JumpingTime Time { get; } = new();

    public ProviderRun Run { get; }

    public ThingResource Resource { get; }

    public ResourceContext Context { get; }

    public ObjectWriter Writer { get; }

    public static PropertySpec Input(string name) => Inputs.Single(p => p.Name == name);

    public static ApiException Lost() => new(ApiActions.UpdateTag, "network", "no answer", null) { OutcomeUnknown = true };

    public static ApiException Refusal(string type = ErrorTypes.NotFound) => new(ApiActions.UpdateTag, type, "not there", 400);

    /// <summary>An update of the thing by these inputs.</summary>
    public static ObjectUpdate Update(string olds, string news, params string[] changed) =>
        new("1", [.. changed.Select(Input)], PluginHarness.Parse(olds), PluginHarness.Parse(news));

    public void Dispose()
    {
        Run.Dispose();
        _log.Dispose();
        _home?.Dispose();
    }
}
