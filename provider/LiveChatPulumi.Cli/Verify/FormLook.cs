using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Compares a form with what is expected of it.</summary>
internal sealed class FormLook(Look look, int group, FormExpectation expected)
{
    private const string Remedy = "forms are set in LiveChat's settings of the group; no resource declares them.";

    private string What => $"{expected.Type.ToString().ToLowerInvariant()} form of group {group}";

    public void At(FormAnswer answer)
    {
        // A form that is off is not told.
        var form = answer.Enabled == false ? null : answer.Form;
        var wanted = expected.Enabled ?? true;
        if (wanted != form is not null)
        {
            look.Miss(What, wanted ? "a form" : "none", wanted ? "it is off" : "it is on", Remedy);
            return;
        }

        var fields = form?.Fields ?? [];
        if (expected.Fields is { } types && !types.SequenceEqual(fields.Select(f => f.Type ?? "")))
            look.Miss(What, "the fields " + string.Join(", ", types), Has(fields.Select(f => f.Type ?? "?")), Remedy);
        if (expected.Groups is { } groups)
            LookAtChooser(groups, fields.FirstOrDefault(f => f.Type == FormFieldTypes.GroupChooser));
    }

    private void LookAtChooser(IReadOnlyList<string> groups, FormField? chooser)
    {
        if (chooser is null)
        {
            look.Miss(What, "a choice of the groups " + string.Join(", ", groups), "it has no group chooser", Remedy);
            return;
        }

        if (chooser.Options is not { } options)
        {
            look.DoNotKnow($"LiveChat did not say which groups the {What} offers.");
            return;
        }

        var offered = options.Select(o => o.Value?.ToString() ?? "").ToList();
        if (!offered.ToHashSet(StringComparer.Ordinal).SetEquals(groups))
            look.Miss(What, "the choices " + string.Join(", ", groups), "it offers " + string.Join(", ", offered), Remedy);
    }

    private static string Has(IEnumerable<string> types) =>
        types.ToList() is { Count: > 0 } all ? "it has " + string.Join(", ", all) : "it has none";
}
