using Google.Protobuf.WellKnownTypes;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// What a state remembers of the license that it is of: an output with a name of the engine's own kind, so it is in no diff. Lifecycles do
/// not see it.
/// </summary>
internal static class LicenseMark
{
    /// <summary>The output's name.</summary>
    public const string Key = "__license";

    /// <summary>The mark of a state; null for none.</summary>
    public static string? Of(Struct? state) =>
        state is not null && state.Fields.TryGetValue(Key, out var mark) && mark.KindCase == Value.KindOneofCase.StringValue
            ? mark.StringValue
            : null;

    /// <summary>Puts a mark on outputs; without one they stay as they are.</summary>
    public static Struct On(Struct outputs, string? mark)
    {
        if (mark is not null)
            outputs.Fields[Key] = Value.ForString(mark);
        return outputs;
    }
}
