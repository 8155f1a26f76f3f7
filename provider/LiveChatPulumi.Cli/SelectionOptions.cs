using System.CommandLine;
using LocalEngine.Deployments;
using LocalEngine.State;

namespace LiveChatPulumi.Cli;

/// <summary>The resources that a command is told to change, to leave or to replace, as URNs or patterns.</summary>
/// <param name="Targets">The resources that the run may change; none for all.</param>
/// <param name="Excludes">The resources that the run leaves alone.</param>
/// <param name="Replaced">The resources that are replaced, whatever their provider says.</param>
/// <param name="Dependents">What depends on a target, or on an excluded resource, is one as well.</param>
internal sealed record SelectionSettings(
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> Excludes,
    IReadOnlyList<string> Replaced,
    bool Dependents
)
{
    /// <summary>A selection for one phase.</summary>
    /// <param name="mayNameNewResources">A name that the state does not have is no mistake: the program may bring it.</param>
    /// <param name="refusalOfDeletes">Why the resources that the program does not have must not be deleted; null where they may.</param>
    public StepSelection ForPhase(bool mayNameNewResources = false, Func<IEnumerable<ResourceState>, string?>? refusalOfDeletes = null) =>
        new(Targets, Excludes, Replaced, Dependents) { MayNameNewResources = mayNameNewResources, RefusalOfDeletes = refusalOfDeletes };
}

/// <summary>Pulumi's options that name resources.</summary>
internal static class SelectionOptions
{
    private static readonly Option<string[]> Target = Names(
        "--target",
        "Change this resource only; a URN or a pattern with * or **.",
        "-t"
    );
    private static readonly Option<bool> TargetDependents = new("--target-dependents")
    {
        Description = "Change what depends on a target as well.",
    };
    private static readonly Option<string[]> Exclude = Names("--exclude", "Leave this resource alone.");
    private static readonly Option<bool> ExcludeDependents = new("--exclude-dependents")
    {
        Description = "Leave what depends on an excluded resource alone as well.",
    };
    private static readonly Option<string[]> Replace = Names("--replace", "Make this resource's object anew.");
    private static readonly Option<string[]> TargetReplace = Names("--target-replace", "--target and --replace in one.");

    /// <summary>The options of a command.</summary>
    /// <param name="runsProgram">True for a command that can replace resources.</param>
    public static Option[] For(bool runsProgram) =>
        runsProgram
            ? [Target, TargetDependents, Exclude, ExcludeDependents, Replace, TargetReplace]
            : [Target, TargetDependents, Exclude, ExcludeDependents];

    /// <summary>Reads the options of a command.</summary>
    public static SelectionSettings Read(ParseResult parsed, bool runsProgram)
    {
        string[] both = runsProgram ? parsed.GetValue(TargetReplace) ?? [] : [];
        return new SelectionSettings(
            [.. parsed.GetValue(Target) ?? [], .. both],
            parsed.GetValue(Exclude) ?? [],
            runsProgram ? [.. parsed.GetValue(Replace) ?? [], .. both] : [],
            parsed.GetValue(TargetDependents) || parsed.GetValue(ExcludeDependents)
        );
    }

    private static Option<string[]> Names(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = "urn" };
}
