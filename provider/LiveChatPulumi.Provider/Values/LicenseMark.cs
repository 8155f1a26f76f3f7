using Google.Protobuf.WellKnownTypes;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// What a state remembers of the license that it is of: an output with a name of the engine's own kind, so it is in no diff. Lifecycles do
/// not see it. It is a digest of the owner's account, and after it, where the configuration has it, the license's number.
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

    /// <summary>The mark of a license.</summary>
    /// <param name="owner">The digest of the owner's account.</param>
    /// <param name="number">The number as the configuration has it, or null.</param>
    public static string Of(string owner, string? number) => number is null ? owner : $"{owner} {number}";

    /// <summary>True for a state of a license with another owner.</summary>
    public static bool IsOfAnother(string mark, string owner) => mark.Split(' ')[0] != owner;

    /// <summary>True for a state of a license with another number: who changed that in the configuration moves the stack.</summary>
    public static bool HasMoved(string? mark, string? number) => mark?.Split(' ') is [_, var was] && number is not null && was != number;

    /// <summary>Puts a mark on outputs; without one they stay as they are.</summary>
    public static Struct On(Struct outputs, string? mark)
    {
        if (mark is not null)
            outputs.Fields[Key] = Value.ForString(mark);
        return outputs;
    }
}
