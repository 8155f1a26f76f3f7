using LiveChatPulumi.Api;
using LiveChatPulumi.Emulator;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>What was found about a switch of the emulator.</summary>
/// <param name="Name">The switch.</param>
/// <param name="Value">The value that the license has; null where that is not known.</param>
/// <param name="Text">What was seen, or why it is not known.</param>
internal sealed record SwitchFinding(string Name, string? Value, string Text);

/// <summary>What was found about the switches of the emulator.</summary>
internal sealed class ContractFindings
{
    private const string OfCustomers =
        "only customers and receivers of webhooks see it: the license is looked at through the Configuration API";

    /// <summary>What no probe tells, and why.</summary>
    private static readonly Dictionary<string, string> Beyond = new(StringComparer.Ordinal)
    {
        ["protectedTargets"] = "a probe would delete General, or the owner: where that is allowed, nothing brings it back",
        ["unregisterPublished"] = "publishing cannot be taken back: a probe would leave a property behind",
        ["publishAgain"] = "publishing cannot be taken back: a probe would leave a property behind",
        ["retryAfter"] = "no call was refused for being one too many, and doctor does not provoke that",
        ["foreignOwner"] = "a probe needs a client id of another organization",
        ["suspendedRequester"] = "a probe needs the token of a suspended agent",
        ["tagsOfOtherGroups"] = "a probe needs a second token, with tags--groups:ro alone",
        ["botsOfOthers"] = "a probe needs a second token, with agents-bot--my:ro alone",
        ["privateValuesWithPat"] = "the token is no personal access token",
    };

    private readonly Dictionary<string, SwitchFinding> _found = new(StringComparer.Ordinal);

    /// <summary>A finding for each switch, in the order of the emulator.</summary>
    public IReadOnlyList<SwitchFinding> All =>
        [
            .. EmulatorOptions
                .Switches.Keys.Select(n =>
                    _found.GetValueOrDefault(n) ?? new SwitchFinding(n, null, Beyond.GetValueOrDefault(n) ?? "it was not looked at")
                )
                .Concat(EmulatorOptions.SwitchesOfCustomers.Keys.Select(n => new SwitchFinding(n, null, OfCustomers))),
        ];

    /// <summary>True for a switch that no probe tells with any license.</summary>
    public static bool HasReason(string name) => Beyond.ContainsKey(name);

    /// <summary>The switch has a value.</summary>
    /// <param name="name">The switch.</param>
    /// <param name="value">One of its values.</param>
    /// <param name="text">What was seen.</param>
    public void Tell(string name, string value, string text) => _found[name] = new SwitchFinding(name, value, text);

    /// <summary>The value of the switch is not known. What was told before stays.</summary>
    /// <param name="name">The switch.</param>
    /// <param name="reason">Why not.</param>
    public void Leave(string name, string reason) => _found.TryAdd(name, new SwitchFinding(name, null, reason));

    /// <summary>The switch is which error a call gets.</summary>
    /// <param name="name">The switch. Its values are types of errors.</param>
    /// <param name="what">What was tried.</param>
    /// <param name="refusal">How it was refused; null where it was not.</param>
    public void TellByType(string name, string what, ApiException? refusal)
    {
        if (refusal is null)
            Leave(name, $"{what} is accepted");
        else if (EmulatorOptions.Switches[name].Contains(refusal.Type))
            Tell(name, refusal.Type, $"{what} is refused as {refusal.Type}");
        else
            Leave(name, $"{what} is refused as {refusal.Type}, which is none of its values");
    }

    /// <summary>The switch is whether something is accepted.</summary>
    /// <param name="name">The switch.</param>
    /// <param name="what">What was tried.</param>
    /// <param name="refusal">How it was refused; null where it was not.</param>
    /// <param name="accepted">The value for accepted.</param>
    /// <param name="refused">The value for refused.</param>
    /// <param name="otherTypes">Types of errors that say so, besides validation.</param>
    public void TellByAcceptance(
        string name,
        string what,
        ApiException? refusal,
        string accepted = "accepted",
        string refused = "refused",
        params string[] otherTypes
    )
    {
        if (refusal is null)
            Tell(name, accepted, $"{what} is accepted");
        else if (refusal.Type == ErrorTypes.Validation || otherTypes.Contains(refusal.Type))
            Tell(name, refused, $"{what} is refused as {refusal.Type}: {refusal.ApiMessage}");
        else
            Leave(name, $"{what} is refused, and perhaps for another reason: {refusal.Message}");
    }

    /// <summary>The switch is which of two names a member has.</summary>
    public void TellByNames(string name, string what, (string Value, bool IsSeen) one, (string Value, bool IsSeen) other)
    {
        if (one.IsSeen == other.IsSeen)
            Leave(name, one.IsSeen ? $"{what} have both" : $"{what} have neither");
        else
            Tell(name, one.IsSeen ? one.Value : other.Value, $"{what} say so");
    }
}
