using System.Text.RegularExpressions;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>What the steps of a refresh say about the resources of the state.</summary>
/// <param name="filter">Masks secrets.</param>
internal sealed partial class StateDrift(MessageFilter filter)
{
    /// <summary>The differences of one resource.</summary>
    /// <param name="step">What a refresh would do to it.</param>
    /// <param name="told">What the provider said about it.</param>
    public IEnumerable<DriftFinding> Of(Step step, IEnumerable<string> told)
    {
        // What is gone has no new state: its step shows the one that leaves.
        if ((step.Old ?? step.New) is not { Custom: true, IsProvider: false, External: false } old)
            return [];
        var about = new DriftFinding(DriftClass.Changed, step.Type, old.Id, step.Name) { Urn = step.Urn };
        return step.Op switch
        {
            StepOp.Delete => [about with { Class = DriftClass.Missing }],
            StepOp.Update or StepOp.Same when step.New is { } live => Changes(about, step, old, live)
                .Concat(Frozen(about, old, live, told)),
            _ => [],
        };
    }

    private IEnumerable<DriftFinding> Changes(DriftFinding about, Step step, ResourceState old, ResourceState live)
    {
        var lists = old
            .Inputs.Members.Where(m => RuleListDrift.Elements(m.Value) is not null)
            .Select(m => m.Key)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var name in lists.Where(_ => step.Op == StepOp.Update).Order(StringComparer.Ordinal))
        {
            var rules = new RuleListDrift(about, filter);
            var (olds, news) = (RuleListDrift.Elements(old.Inputs[name])!, RuleListDrift.Elements(live.Inputs[name]) ?? []);
            foreach (var finding in rules.Compare(name, olds, news))
                yield return finding;
        }

        foreach (var change in step.Changes)
        {
            var name = PropertyPath.Parse(change.Path).Segments.FirstOrDefault() as string ?? change.Path;
            if (!lists.Contains(name))
                yield return about with
                {
                    Class = LicenseKinds.Places.Contains(name) ? DriftClass.Order : DriftClass.Changed,
                    Property = change.Path,
                    Old = ShownValue.Of(change.Old, filter),
                    New = ShownValue.Of(change.New, filter),
                };
        }
    }

    /// <summary>
    /// What only a create can set: a refresh keeps the words of the program, because no call brings them back, and the provider tells.
    /// </summary>
    private IEnumerable<DriftFinding> Frozen(DriftFinding about, ResourceState old, ResourceState live, IEnumerable<string> told)
    {
        foreach (var text in told)
        {
            if (ToldOfCreateOnly().Match(text) is { Success: true } match && old.Inputs[match.Groups[1].Value] is { } said)
                yield return about with
                {
                    Property = match.Groups[1].Value,
                    Old = ShownValue.Of(said, filter),
                    New = said.ContainsSecret ? "\"[secret]\"" : ShownValue.Of(live.Outputs[match.Groups[1].Value], filter),
                    Note = "LiveChat has no call that changes it: take it into the program, or change it back in LiveChat.",
                };
        }
    }

    [GeneratedRegex(
        @"^The (\w+) of the .+ in LiveChat, where the program says.* LiveChat has no call that changes it\.$",
        RegexOptions.Singleline
    )]
    private static partial Regex ToldOfCreateOnly();
}
