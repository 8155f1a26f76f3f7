using System.Collections.Immutable;

namespace Pulumi;

/// <summary>Base of everything whose <c>[Input]</c> members are sent.</summary>
public abstract class InputArgs
{
    private protected abstract void ValidateMember(Type memberType, string fullName);
}

/// <summary>Arguments of a resource.</summary>
public abstract class ResourceArgs : InputArgs
{
    /// <summary>No arguments.</summary>
    public static readonly ResourceArgs Empty = new EmptyArgs();

    private protected override void ValidateMember(Type memberType, string fullName) { }

    private sealed class EmptyArgs : ResourceArgs;
}

/// <summary>Arguments of a function.</summary>
public abstract class InvokeArgs : InputArgs
{
    /// <summary>No arguments.</summary>
    public static readonly InvokeArgs Empty = new EmptyArgs();

    private protected override void ValidateMember(Type memberType, string fullName) { }

    private sealed class EmptyArgs : InvokeArgs;
}

/// <summary>Arguments as a dictionary.</summary>
/// <param name="dictionary">The arguments by wire name.</param>
public sealed class DictionaryResourceArgs(ImmutableDictionary<string, object?> dictionary) : ResourceArgs
{
    internal ImmutableDictionary<string, object?> Values { get; } = dictionary;
}

/// <summary>Arguments as a dictionary.</summary>
/// <param name="dictionary">The arguments by wire name.</param>
public sealed class DictionaryInvokeArgs(ImmutableDictionary<string, object?> dictionary) : InvokeArgs
{
    internal ImmutableDictionary<string, object?> Values { get; } = dictionary;
}
