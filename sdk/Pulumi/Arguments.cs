using System.Collections.Immutable;
using Pulumi.Serialization;

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
public sealed class DictionaryResourceArgs : ResourceArgs
{
    /// <summary>Takes the arguments.</summary>
    /// <param name="dictionary">The arguments by wire name.</param>
    /// <exception cref="InvalidOperationException">A value is of a type that cannot be sent.</exception>
    public DictionaryResourceArgs(ImmutableDictionary<string, object?> dictionary) => Values = SendableTypes.Checked(dictionary);

    internal ImmutableDictionary<string, object?> Values { get; }
}

/// <summary>Arguments as a dictionary.</summary>
public sealed class DictionaryInvokeArgs : InvokeArgs
{
    /// <summary>Takes the arguments.</summary>
    /// <param name="dictionary">The arguments by wire name.</param>
    /// <exception cref="InvalidOperationException">A value is of a type that cannot be sent.</exception>
    public DictionaryInvokeArgs(ImmutableDictionary<string, object?> dictionary) => Values = SendableTypes.Checked(dictionary);

    internal ImmutableDictionary<string, object?> Values { get; }
}
