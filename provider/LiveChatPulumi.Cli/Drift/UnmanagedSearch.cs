using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.State;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>Looks for what the license has and no state: one list a collection, which the refresh before it has made already.</summary>
/// <param name="reads">The plugins of the refresh.</param>
/// <param name="before">The state.</param>
/// <param name="environment">Reads a variable.</param>
/// <param name="filter">Masks secrets.</param>
internal sealed class UnmanagedSearch(LiveReads reads, Snapshot before, Func<string, string?> environment, MessageFilter filter)
{
    private const string Package = "livechat";

    private readonly Snapshot _live = reads.Live;

    /// <summary>What no state has.</summary>
    public List<DriftFinding> Found { get; } = [];

    /// <summary>What LiveChat does not show.</summary>
    public List<DriftFinding> Unobservable { get; } = [];

    /// <summary>What people should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What could not be listed.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Looks at all licenses of the stack.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in await reads.ProvidersAsync(Package).ConfigureAwait(false))
        {
            var schema = JsonNode.Parse(await reads.SchemaAsync(provider, cancellationToken).ConfigureAwait(false))![
                "resources"
            ]!.AsObject();
            AddUnobservable(provider, schema);
            var owners = Owners(provider);
            foreach (var (token, resource) in schema)
            {
                if (LicenseKinds.NotListed.TryGetValue(token, out var reason))
                    continue;
                var byOwner = resource!["listInputs"]?["properties"]?["ownerClientId"] is not null;
                if (byOwner && owners.Count == 0)
                    Notes.Add(
                        $"{Kind(token)}: LiveChat lists these by client id, and none is known. "
                            + "Set livechat:ownerClientId to have them compared."
                    );
                var queries = byOwner
                    ? owners.Select(o => PropertyObject.Of(("ownerClientId", PropertyValue.Of(o))))
                    : [PropertyObject.Empty];
                foreach (var query in queries)
                    await TryAsync(token, () => CompareAsync(provider, token, query, cancellationToken)).ConfigureAwait(false);
                if (byOwner)
                    await TryAsync(token, () => AddHiddenAsync(provider, token, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    private async Task TryAsync(string token, Func<Task> compare)
    {
        try
        {
            await compare().ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            // What the token may not list says nothing about the rest.
            Errors.Add($"{Kind(token)}: what the license has could not be listed: {filter.Of(e.Message)}");
        }
    }

    private async Task CompareAsync(string provider, string token, PropertyObject query, CancellationToken cancellationToken)
    {
        var listed = await reads.ListAsync(provider, token, query, cancellationToken).ConfigureAwait(false);
        var managed = Managed(provider, token);
        var unmanaged = listed.Where(o => !managed.Contains(o.Id)).ToList();
        if (unmanaged.Count == 0)
            return;
        var names = listed.Where(o => managed.Contains(o.Id)).Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var rules = token == LicenseKinds.Rule ? RuleContents(provider) : [];
        foreach (var o in unmanaged)
        {
            if (await IsAlwaysThereAsync(provider, token, o, cancellationToken).ConfigureAwait(false))
                continue;
            var isTwin =
                token == LicenseKinds.Rule
                    ? rules.Contains(await RuleContentAsync(provider, o.Id, cancellationToken).ConfigureAwait(false))
                    : o.Name != o.Id && names.Contains(o.Name);
            Found.Add(
                new DriftFinding(isTwin ? DriftClass.Duplicate : DriftClass.Unmanaged, token, o.Id, filter.Of(o.Name))
                {
                    Import = $"pulumi import {token} {Slug(o.Name)} {Quoted(o.Id)}",
                    Note = isTwin ? "It is just like one that the stack has." : "",
                }
            );
        }
    }

    /// <summary>What every license has and no program can make or delete is nobody's oversight.</summary>
    private async Task<bool> IsAlwaysThereAsync(string provider, string token, ListedObject o, CancellationToken cancellationToken)
    {
        if (token == LicenseKinds.Group && o.Id == LicenseKinds.General)
            return true;
        if (token != LicenseKinds.Agent)
            return false;
        var agent = await reads.ReadAsync(provider, token, o.Id, cancellationToken).ConfigureAwait(false);
        return agent?.Outputs.Text("role") == "owner";
    }

    /// <summary>Ids of a type that the stack has on a license, gone ones included.</summary>
    private HashSet<string> Managed(string provider, string token)
    {
        var ids = Resources(provider, before.Resources.Concat(_live.Resources)).Where(r => r.Type == token).Select(r => r.Id);
        var ofLists =
            token == LicenseKinds.Rule
                ? Resources(provider, before.Resources.Concat(_live.Resources))
                    .Select(r => r.Outputs["ruleIds"]?.Plain() as PropertyObject)
                    .SelectMany(m => m?.Members.Values.Select(v => v.ToString()) ?? [])
                : [];
        return ids.Concat(ofLists).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<ResourceState> Resources(string provider, IEnumerable<ResourceState> resources) =>
        resources.Where(r => r is { Custom: true, IsProvider: false, Delete: false } && r.Provider == provider);

    private HashSet<string> RuleContents(string provider) =>
        Resources(provider, _live.Resources)
            .SelectMany(r =>
                r.Type == LicenseKinds.Rule
                    ? [r.Inputs]
                    : RuleListDrift.Elements(r.Inputs["rules"])?.Select(e => e.Element) ?? Enumerable.Empty<PropertyObject>()
            )
            .Select(Contents)
            .ToHashSet(StringComparer.Ordinal);

    private async Task<string> RuleContentAsync(string provider, string id, CancellationToken cancellationToken) =>
        await reads.ReadAsync(provider, LicenseKinds.Rule, id, cancellationToken).ConfigureAwait(false) is { } rule
            ? Contents(rule.Outputs)
            : "";

    private static string Contents(PropertyObject rule) =>
        ShownValue.Canonical(rule["groupIds"]) + ShownValue.Canonical(rule["conditions"]);

    /// <summary>The client ids that the stack knows of.</summary>
    private SortedSet<string> Owners(string provider)
    {
        var named = Resources(provider, before.Resources).Select(r => r.Inputs.Text("ownerClientId"));
        string?[] configured = [reads.InputsOf(provider).Text("ownerClientId"), environment("LIVECHAT_OWNER_CLIENT_ID")];
        return new SortedSet<string>(named.Concat(configured).OfType<string>().Where(o => o.Length > 0), StringComparer.Ordinal);
    }

    /// <summary>Inputs that the schema knows and no read shows.</summary>
    private void AddUnobservable(string provider, JsonObject schema)
    {
        foreach (var resource in Resources(provider, before.Resources))
        {
            if (schema[resource.Type] is not JsonObject type)
                continue;
            foreach (var (name, _) in resource.Inputs.Members.Where(m => !LicenseKinds.Advice.Contains(m.Key)))
            {
                if (type["inputProperties"]?[name] is not null && type["properties"]?[name] is null)
                    Unobservable.Add(NotShown(resource, name));
            }
        }
    }

    private static DriftFinding NotShown(ResourceState resource, string property) =>
        new(DriftClass.Unobservable, resource.Type, resource.Id, resource.Name)
        {
            Urn = resource.Urn,
            Property = property,
            Note = "LiveChat does not show it.",
        };

    /// <summary>
    /// Of objects of a client id LiveChat may show a part only: a refresh takes the rest for unchanged, and an import, which has nothing to
    /// compare with, shows what there is.
    /// </summary>
    private async Task AddHiddenAsync(string provider, string token, CancellationToken cancellationToken)
    {
        var known = Unobservable.Select(f => (f.Urn, f.Property)).ToHashSet();
        foreach (var resource in Resources(provider, _live.Resources).Where(r => r.Type == token))
        {
            if (await reads.ReadAsync(provider, token, resource.Id, cancellationToken).ConfigureAwait(false) is not { } shown)
                continue;
            Unobservable.AddRange(
                resource
                    .Inputs.Members.Where(m => m.Value.Unwrapped is not PropertyNull && shown.Outputs[m.Key] is null)
                    .Where(m => !LicenseKinds.Advice.Contains(m.Key) && !known.Contains((resource.Urn, m.Key)))
                    .Select(m => NotShown(resource, m.Key))
            );
        }
    }

    private static string Kind(string token) => token.Split(':')[^1];

    /// <summary>A name for the program, made of the object's own.</summary>
    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLower(CultureInfo.InvariantCulture))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().Trim('-') is { Length: > 0 } text ? text[..Math.Min(text.Length, 60)].TrimEnd('-') : "object";
    }

    /// <summary>An argument of a shell, whatever is in it.</summary>
    private static string Quoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
