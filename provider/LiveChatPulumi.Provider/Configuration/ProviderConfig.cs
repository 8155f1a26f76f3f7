using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Configuration;

/// <summary>The provider's configuration: declared once, read from all the ways in which it arrives.</summary>
internal sealed record ProviderConfig
{
    public required Credential Credential { get; init; }

    public Uri ApiUrl { get; init; } = new(ApiOptions.DefaultUrl);

    public string? Region { get; init; }

    public string? LicenseId { get; init; }

    public string? OrganizationId { get; init; }

    public string? OwnerClientId { get; init; }

    public PaceOptions Pace { get; init; } = new();

    public BatchOptions Batching { get; init; } = new();

    public TimeSpan PropagationBound { get; init; } = TimeSpan.FromSeconds(120);

    public Readiness Readiness { get; init; }

    public Adoption Adoption { get; init; }

    /// <summary>True where an object may be created beside one that is just like it.</summary>
    public bool AllowTwins { get; init; }

    /// <summary>True where the license counts as the state's, whatever mark the state has.</summary>
    public bool AcceptLicense { get; init; }

    /// <summary>True where a preview goes on without a license that does not answer.</summary>
    public bool OfflinePreview { get; init; }

    /// <summary>How many resources of a type a run may delete; null for any number.</summary>
    public int? MaxDeletes { get; init; }

    /// <summary>The folder of the journal; null for one in Pulumi's home folder.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>The id of the provider resource in the engine's state; empty where the engine does not tell.</summary>
    public string ProviderId { get; init; } = "";

    public static ImmutableArray<PropertySpec> Properties { get; } =
    [
        Setting(
            "accessToken",
            PropertyType.Text,
            "OAuth 2.1 access token. Give this, or accountId with personalAccessToken. Environment: LIVECHAT_ACCESS_TOKEN.",
            secret: true
        ),
        Setting("accountId", PropertyType.Text, "Id of the account that made the personal access token. Environment: LIVECHAT_ACCOUNT_ID."),
        Setting(
            "personalAccessToken",
            PropertyType.Text,
            "Personal access token, the better choice for pipelines. Environment: LIVECHAT_PERSONAL_ACCESS_TOKEN.",
            secret: true
        ),
        Setting(
            "region",
            new EnumType("Region", "A data center.", [new("Dal", "dal", "USA."), new("Fra", "fra", "Europe.")]),
            "Data center of the license: dal or fra. "
                + "By default the access token's prefix, or what the API says. Environment: LIVECHAT_REGION."
        ),
        Setting("apiUrl", PropertyType.Text, "Address of the API, for tests. Environment: LIVECHAT_API_URL."),
        Setting(
            "licenseId",
            PropertyType.Text,
            "Number of the license. It tells licenses apart on a machine that manages several. Environment: LIVECHAT_LICENSE_ID."
        ),
        Setting("organizationId", PropertyType.Text, "Id of the organization. Environment: LIVECHAT_ORGANIZATION_ID."),
        Setting(
            "ownerClientId",
            PropertyType.Text,
            "Client id that owns bots, properties and webhooks; required with a personal access token where those are used. "
                + "Environment: LIVECHAT_OWNER_CLIENT_ID."
        ),
        Setting(
            "customerToken",
            PropertyType.Text,
            "Access token of a customer, for livechat verify, which looks at the license with a customer's eye. The provider does not use "
                + "it. Environment: LIVECHAT_CUSTOMER_TOKEN.",
            secret: true
        ),
        Setting(
            "requestsPerSecond",
            PropertyType.Integer(1, 1000),
            "Calls to the API a second, at most; without it, the pace is learned from what LiveChat refuses. "
                + "Environment: LIVECHAT_REQUESTS_PER_SECOND."
        ),
        Setting(
            "shareLimits",
            PropertyType.Boolean,
            "Whether all provider processes of this machine share requestsPerSecond, through a file under Pulumi's home folder. "
                + "Environment: LIVECHAT_SHARE_LIMITS."
        ),
        Setting(
            "batchSize",
            PropertyType.Integer(1, 500),
            "Agents or bots in one batch call, at most; 50 by default, 1 turns batching off. How full batches get "
                + "depends on how much the engine does at once: see its option --parallel. Environment: LIVECHAT_BATCH_SIZE."
        ),
        Setting(
            "readiness",
            new EnumType(
                "Readiness",
                "When a change counts as done.",
                [
                    new("Accepted", "accepted", "LiveChat took it. Whatever needs it waits for it."),
                    new("Visible", "visible", "LiveChat shows it as well. Each change waits for that."),
                    new("Effective", "effective", "It also acts: LiveChat needs up to two minutes for that."),
                ]
            ),
            "When a change counts as done: accepted (default), visible or effective. Environment: LIVECHAT_READINESS."
        ),
        Setting(
            "propagationSeconds",
            PropertyType.Integer(0, 3600),
            "How long LiveChat may take to show a change, and to act on it; 120 by default, 0 waits for nothing. "
                + "A resource's customTimeouts win. Environment: LIVECHAT_PROPAGATION_SECONDS."
        ),
        Setting(
            "adoptExisting",
            new EnumType(
                "AdoptExisting",
                "What to do when an object to be created exists already.",
                [
                    new("Never", "never", "Stop, and say how to import it."),
                    new("Matching", "matching", "Take it over when it is as declared, else stop."),
                    new("Always", "always", "Take it over and make it as declared."),
                ]
            ),
            "What to do when an agent, tag or property to be created exists already: never (default), matching or always. "
                + "Environment: LIVECHAT_ADOPT_EXISTING."
        ),
        Setting(
            "allowTwins",
            PropertyType.Boolean,
            "Whether a group, bot, bot template, webhook or routing rule may be created beside one that is just like it and that no "
                + "resource is known to hold; false by default. Environment: LIVECHAT_ALLOW_TWINS."
        ),
        Setting(
            "acceptLicense",
            PropertyType.Boolean,
            "Whether a state that another owner's license left is applied to this one; false by default. Set it for one refresh after the "
                + "ownership of the license went to somebody else. Environment: LIVECHAT_ACCEPT_LICENSE."
        ),
        Setting(
            "offlinePreview",
            PropertyType.Boolean,
            "Whether a preview goes on where LiveChat does not answer, without what the license would have to say; false by default. "
                + "Environment: LIVECHAT_OFFLINE_PREVIEW."
        ),
        Setting(
            "maxDeletes",
            PropertyType.Integer(0, 1_000_000),
            "How many resources of a type may be deleted in a run, those that are replaced included; any number by default. The next "
                + "delete is refused before anything is sent. Environment: LIVECHAT_MAX_DELETES."
        ),
        Setting(
            "journalFolder",
            PropertyType.Text,
            "Folder in which the provider writes down what it is about to create, update and delete; in Pulumi's home folder by default. "
                + "A pipeline keeps it from run to run, also when a job is cancelled. Environment: LIVECHAT_JOURNAL_FOLDER."
        ),
        Setting(
            "allowHttp",
            PropertyType.Boolean,
            "Whether the credential may travel unencrypted to an address that begins with http:// and is not this machine's; false by "
                + "default. Environment: LIVECHAT_ALLOW_HTTP."
        ),
        Setting(
            "maxConcurrency",
            PropertyType.Integer(1, 64),
            "Calls to the API at once, at most; 8 by default. Environment: LIVECHAT_MAX_CONCURRENCY."
        ),
    ];

    /// <summary>Keys whose change means another license: everything in the state then belongs elsewhere.</summary>
    public static ImmutableArray<string> LicenseKeys { get; } = ["licenseId", "organizationId"];

    /// <summary>What the configuration says about resources' inputs.</summary>
    public RunOptions Apply(RunOptions options) =>
        options with
        {
            Defaults = new[] { ("ownerClientId", OwnerClientId), ("licenseId", LicenseId), ("organizationId", OrganizationId) }
                .Where(d => d.Item2 is not null)
                .Aggregate(options.Defaults, (o, d) => o.With(d.Item1, PropertyValue.Of(d.Item2))),
            IsPersonalAccessToken = Credential.IsPersonalAccessToken,
            PropagationBound = PropagationBound,
            Readiness = Readiness,
            Adoption = Adoption,
            AllowTwins = AllowTwins,
            AcceptLicense = AcceptLicense,
            OfflinePreview = OfflinePreview,
            MaxDeletes = MaxDeletes,
            AccountId = (Credential as Credential.PersonalAccessToken)?.AccountId,
        };

    /// <summary>Opens the journal of this license and state.</summary>
    /// <param name="home">Pulumi's home folder.</param>
    /// <param name="time">The clock.</param>
    public WriteJournal OpenJournal(string home, TimeProvider time)
    {
        var named = LicenseId ?? OrganizationId;
        var license =
            named
            ?? Digest(
                Credential switch
                {
                    Credential.PersonalAccessToken pat => pat.AccountId,
                    Credential.Bearer bearer => bearer.Token.Reveal(),
                    _ => "",
                }
            );
        var folder = Path.Combine(JournalFolder ?? Path.Combine(home, "livechat", "journal"), Digest(ApiUrl.Authority));
        return new WriteJournal(folder, new JournalOwner(license, named is not null, ProviderId), time);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>The default provider passes every value as text: turns it into the property's own type where it can.</summary>
    public static PropertyObject Typed(PropertyObject raw) =>
        PropertyObject.From(
            raw.Members.Where(m =>
                    !m.Key.StartsWith("__", StringComparison.Ordinal)
                    && m.Key is not ("version" or "pluginDownloadURL")
                    && !m.Value.Unwrapped.IsNull
                )
                .Select(m => KeyValuePair.Create(m.Key, Typed(Properties.FirstOrDefault(p => p.Name == m.Key)?.Type, m.Value)))
        );

    /// <summary>Reads the configuration; keys that are missing come back by name.</summary>
    public static (ProviderConfig? Config, ImmutableArray<string> Missing) Read(PropertyObject arguments, Func<string, string?> environment)
    {
        var settings = new Settings(Typed(arguments), environment);
        return ReadCredential(settings) switch
        {
            (null, var missing) => (null, [missing]),
            var (credential, _) => (Read(settings, credential, environment), []),
        };
    }

    private static ProviderConfig Read(Settings settings, Credential credential, Func<string, string?> environment) =>
        new()
        {
            Credential = credential,
            ApiUrl = new Uri(settings.Text("apiUrl") ?? ApiOptions.DefaultUrl),
            Region = settings.Text("region"),
            LicenseId = settings.Text("licenseId"),
            OrganizationId = settings.Text("organizationId"),
            OwnerClientId = settings.Text("ownerClientId"),
            Pace = new PaceOptions
            {
                MaxConcurrency = settings.Number("maxConcurrency") ?? 8,
                RequestsPerSecond = settings.Number("requestsPerSecond") ?? 0,
                SharedFile = settings.Text("shareLimits") is "true" ? SharedPaceFile(environment) : null,
            },
            Batching = new BatchOptions { Size = settings.Number("batchSize") ?? 50 },
            PropagationBound = TimeSpan.FromSeconds(settings.Number("propagationSeconds") ?? 120),
            Readiness = settings.Text("readiness") switch
            {
                "visible" => Readiness.Visible,
                "effective" => Readiness.Effective,
                _ => Readiness.Accepted,
            },
            AllowTwins = settings.Text("allowTwins") == "true",
            AcceptLicense = settings.Text("acceptLicense") == "true",
            OfflinePreview = settings.Text("offlinePreview") == "true",
            MaxDeletes = settings.Number("maxDeletes"),
            JournalFolder = settings.Text("journalFolder"),
            Adoption = settings.Text("adoptExisting") switch
            {
                "always" => Adoption.Always,
                "matching" => Adoption.Matching,
                _ => Adoption.Never,
            },
        };

    /// <summary>The credential, or the setting that it lacks.</summary>
    private static (Credential? Credential, string Missing) ReadCredential(Settings settings) =>
        (settings.Text("accountId"), settings.Text("personalAccessToken"), settings.Text("accessToken")) switch
        {
            ({ } account, { } token, _) => (new Credential.PersonalAccessToken(account, new SecretText(token)), ""),
            (null, null, { } token) => (new Credential.Bearer(new SecretText(token)), ""),
            (null, { }, _) => (null, "accountId"),
            ({ }, null, _) => (null, "personalAccessToken"),
            _ => (null, "accessToken"),
        };

    /// <summary>Values that the program gives, else those of the environment; blank ones count as not given.</summary>
    private sealed class Settings(PropertyObject values, Func<string, string?> environment)
    {
        public string? Text(string name)
        {
            var value = values[name] ?? OfEnvironment(Properties.First(p => p.Name == name), environment);
            return value?.Plain().ToString().Trim() is { Length: > 0 } text ? text : null;
        }

        public int? Number(string name) => int.TryParse(Text(name), out var n) ? n : null;
    }

    /// <summary>Begins a run on the license that the configuration names.</summary>
    /// <param name="log">Takes lines for the user.</param>
    /// <param name="time">The clock.</param>
    /// <param name="environment">Reads a variable; PULUMI_HOME says where the journal of creates lies.</param>
    public ProviderRun Open(EngineLog log, TimeProvider time, Func<string, string?> environment)
    {
        var options = new ApiOptions
        {
            Url = ApiUrl,
            Credential = Credential,
            Region = Region,
            Pace = Pace,
            Batching = Batching,
            UserAgent = "livechat-pulumi/" + PackageVersion.Current,
        };
        return new ProviderRun(
            new ConfigurationApi(options, time: time, log: log),
            OpenJournal(Home(environment), time),
            time,
            log,
            Apply(new RunOptions())
        );
    }

    /// <summary>Pulumi's home folder.</summary>
    public static string Home(Func<string, string?> environment) =>
        environment("PULUMI_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pulumi");

    private static string SharedPaceFile(Func<string, string?> environment) => Path.Combine(Home(environment), "livechat", "pace");

    /// <summary>The value that the environment gives for a setting; null for none.</summary>
    public static PropertyValue? OfEnvironment(PropertySpec property, Func<string, string?> environment) =>
        environment(VariableOf(property.Name))?.Trim() is { Length: > 0 } text ? Typed(property.Type, PropertyValue.Of(text)) : null;

    /// <summary>The variable of the environment for a setting.</summary>
    public static string VariableOf(string name) =>
        "LIVECHAT_" + string.Concat(name.Select(c => char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));

    private static PropertySpec Setting(string name, PropertyType type, string description, bool secret = false) =>
        new(name, name, type, description) { Secret = secret };

    private static PropertyValue Typed(PropertyType? type, PropertyValue value)
    {
        if (value is PropertySecret s)
            return PropertyValue.Secret(Typed(type, s.Value));
        if (value.Unwrapped is PropertyString given && given.Value.Trim() is var trimmed && trimmed != given.Value)
            value = PropertyValue.Of(trimmed);
        switch (type, value.Unwrapped)
        {
            case (IntegerType, PropertyString text)
                when double.TryParse(text.Value, System.Globalization.CultureInfo.InvariantCulture, out var number):
                return PropertyValue.Of(number);
            case (BooleanType, PropertyString text) when bool.TryParse(text.Value, out var flag):
                return PropertyValue.Of(flag);
            case (TextType, PropertyNumber or PropertyBool):
                return PropertyValue.Of(value.Unwrapped.ToString());
            case (TextType, PropertyString { Value: ['"', .., '"'] } json):
                return PropertyValue.Of(Unquoted(json.Value));
            default:
                return value;
        }
    }

    /// <summary>Some callers send texts as JSON; a text that merely stands in quotes is taken as it is.</summary>
    private static string Unquoted(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetString()?.Trim() ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
