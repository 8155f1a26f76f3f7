using System.Collections.Concurrent;
using System.Collections.Immutable;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Agent;

/// <summary>
/// Keeps a program from locking its people out: the owner, the token's own agent and the last administrator stay what they are.
/// </summary>
internal sealed class AgentGuard(AgentResource agents, ProviderRun run)
{
    private static readonly string[] Administrators = ["owner", "viceowner", "administrator"];

    /// <summary>True where agents count as administrators whom the program will have made by then.</summary>
    public bool CountsPlanned { get; init; }

    /// <summary>
    /// The failures of a change that gives the owner a role, or that demotes, suspends or replaces an agent who is needed.
    /// </summary>
    public async Task<ImmutableArray<InputFailure>> CheckAsync(
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (news.Text("email") is { } named && Administrators.Contains(Role(news)) && !IsTrue(news["suspended"]))
            run.Get<PlannedAdministrators>().Add(named);
        if (olds.Text("email") is not { } email || news["email"]?.ContainsUnknown == true)
            return [];

        // What will be counts, not what is written.
        var will = InputDiff.Outcome(AgentSpec.Spec, olds, news);
        var role = Role(will);
        var demoted = role is not null && role != Role(olds) && Rank(role) < Rank(Role(olds) ?? "normal");
        var suspended = IsTrue(will["suspended"]) && !IsTrue(olds["suspended"]);
        var moved = !string.Equals(news.Text("email"), email, StringComparison.OrdinalIgnoreCase);
        var unapproved = IsFalse(olds["awaitingApproval"]) && IsTrue(news["awaitingApproval"]);
        if (!demoted && !suspended && !moved && !unapproved && role is null)
            return [];
        var live = await FindAsync(email, cancellationToken);
        if (live is null)
            return [];
        if (moved)
            return Failure("email", await RefuseAsync(live, "be deleted", cancellationToken));
        if (Role(live) == "owner" && role is not (null or "owner"))
            return Failure(
                "role",
                "cannot be set for the owner of the license; leave it out. Ownership is handed over in the LiveChat app only"
            );
        if (unapproved && IsFalse(live["awaitingApproval"]))
            return Failure(
                "awaitingApproval",
                "cannot go back to true: an approval cannot be taken back. "
                    + "Write false, or leave it out; to shut the agent out, set suspended"
            );
        if (suspended)
            return Failure("suspended", await RefuseAsync(live, "be suspended", cancellationToken));
        return demoted ? Failure("role", await RefuseAsync(live, "lose the role " + Role(live), cancellationToken, role)) : [];
    }

    /// <summary>The reason why this agent must not be deleted or suspended, or null.</summary>
    public async Task<string?> RefuseDeleteAsync(string email, CancellationToken cancellationToken) =>
        await FindAsync(email, cancellationToken) is { } live && await RefuseAsync(live, "be deleted", cancellationToken) is { } reason
            ? $"{email} {reason}."
            : null;

    private async Task<string?> RefuseAsync(PropertyObject live, string what, CancellationToken cancellationToken, string? newRole = null)
    {
        if (Role(live) == "owner")
            return $"is the owner of the license and cannot {what}";
        if (run.Options.AccountId is { } own && live.Text("accountId") == own)
            return $"is the account of the token in use and cannot {what}: the next run could not start";
        if (!Administrators.Contains(Role(live)) || Administrators.Contains(newRole))
            return null;
        run.Get<DepartingAdministrators>().Add(live.Text("email")!);

        // A list from before this run's writes may lack an administrator that the run has made; it never has one too many.
        return
            HasOthers(await run.Collections.RecallAsync(agents, PropertyObject.Empty, cancellationToken))
            || HasOthers(await run.Collections.GetAsync(agents, PropertyObject.Empty, 0, cancellationToken))
            ? null
            : $"is the last administrator of the license and cannot {what}";
    }

    private bool HasOthers(CollectionSnapshot list)
    {
        var departing = run.Get<DepartingAdministrators>();
        if (CountsPlanned && run.Get<PlannedAdministrators>().HasOthers(departing))
            return true;
        return list.Objects.Values.Any(a =>
            Administrators.Contains(Role(a.Live)) && !IsTrue(a.Live["suspended"]) && !departing.Contains(a.Id)
        );
    }

    private async Task<PropertyObject?> FindAsync(string email, CancellationToken cancellationToken) =>
        (await run.Collections.RecallAsync(agents, PropertyObject.Empty, cancellationToken))
            .Objects.Values.FirstOrDefault(a => string.Equals(a.Id, email, StringComparison.OrdinalIgnoreCase))
            ?.Live;

    private static ImmutableArray<InputFailure> Failure(string property, string? reason) =>
        reason is null ? [] : [new InputFailure(PropertyPath.Root.Member(property), reason, false)];

    private static string? Role(PropertyObject agent) => agent.Text("role");

    private static int Rank(string role) =>
        role switch
        {
            "owner" => 3,
            "viceowner" => 2,
            "administrator" => 1,
            _ => 0,
        };

    private static bool IsFalse(PropertyValue? value) => value?.Plain() is PropertyBool { Value: false };

    private static bool IsTrue(PropertyValue? value) => value?.Plain() is PropertyBool { Value: true };
}

/// <summary>Agents that this run deletes, suspends or demotes: they do not count as administrators any more.</summary>
internal sealed class DepartingAdministrators : IRunState<DepartingAdministrators>
{
    private readonly ConcurrentDictionary<string, bool> _emails = new(StringComparer.OrdinalIgnoreCase);

    public static DepartingAdministrators Create(ProviderRun run) => new();

    public void Add(string email) => _emails[email] = true;

    public bool Contains(string email) => _emails.ContainsKey(email);
}

/// <summary>Agents whom the program declares as administrators.</summary>
internal sealed class PlannedAdministrators : IRunState<PlannedAdministrators>
{
    private readonly ConcurrentDictionary<string, bool> _emails = new(StringComparer.OrdinalIgnoreCase);

    public static PlannedAdministrators Create(ProviderRun run) => new();

    public void Add(string email) => _emails[email] = true;

    /// <summary>True where one of them stays.</summary>
    public bool HasOthers(DepartingAdministrators departing) => _emails.Keys.Any(e => !departing.Contains(e));
}
