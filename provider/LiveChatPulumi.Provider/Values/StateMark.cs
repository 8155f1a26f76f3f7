using System.Globalization;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// What a state remembers of a write that reads may not show yet. It is an output with a name of the engine's own kind, so it is in no
/// diff.
/// </summary>
/// <param name="At">When LiveChat accepted the write, by LiveChat's clock.</param>
internal abstract record StateMark(DateTimeOffset At)
{
    private const string Key = "__unseen";

    /// <summary>Outputs without marks, that of a write which did not come to its end among them.</summary>
    public static PropertyObject Without(PropertyObject outputs) => outputs.Without(Key).Without(UnfinishedMark.Key);

    /// <summary>When LiveChat accepted the write that a state remembers; null where it remembers none.</summary>
    public static DateTimeOffset? TimeOf(PropertyObject outputs) => Read(outputs)?.At;

    /// <summary>True once the license has had the time to show the write. Clocks of answers go by the second.</summary>
    public bool IsOver(DateTimeOffset now, TimeSpan bound) => now > At + bound + TimeSpan.FromSeconds(1);

    /// <summary>The mark in the outputs of a state; null where there is none.</summary>
    protected static (PropertyObject Mark, DateTimeOffset At, bool IsSecret)? Read(PropertyObject outputs) =>
        outputs[Key]?.Plain() is PropertyObject mark
        && DateTimeOffset.TryParse(mark.Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (mark, at, outputs[Key]!.ContainsSecret)
            : null;

    /// <summary>Outputs with a mark of these members, and the time.</summary>
    protected PropertyObject Put(PropertyObject outputs, bool isSecret, params (string Name, PropertyValue Value)[] members)
    {
        var at = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var mark = PropertyObject.Of([("at", PropertyValue.Of(at)), .. members]);
        return outputs.With(Key, isSecret ? PropertyValue.Secret(mark) : mark);
    }
}
