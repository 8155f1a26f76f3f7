using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

/// <summary>A map of inputs, or an output of a map.</summary>
/// <typeparam name="TValue">The values' type.</typeparam>
public sealed class InputMap<TValue>
    : Input<ImmutableDictionary<string, TValue>>,
        IEnumerable,
        IAsyncEnumerable<Input<KeyValuePair<string, TValue>>>
{
    /// <summary>An empty map.</summary>
    public InputMap()
        : base(Output.Create(ImmutableDictionary<string, TValue>.Empty)) { }

    private InputMap(Output<ImmutableDictionary<string, TValue>> values)
        : base(values) { }

    /// <summary>Sets an entry.</summary>
    public Input<TValue> this[string key]
    {
        set => Add(key, value);
    }

    /// <summary>A dictionary as a map.</summary>
    public static implicit operator InputMap<TValue>(Dictionary<string, TValue> values) =>
        new(Output.Create(values.ToImmutableDictionary()));

    /// <summary>A dictionary as a map.</summary>
    public static implicit operator InputMap<TValue>(ImmutableDictionary<string, TValue> values) => new(Output.Create(values));

    /// <summary>An output of a dictionary as a map.</summary>
    public static implicit operator InputMap<TValue>(Output<Dictionary<string, TValue>> values) =>
        new(values.Apply(v => v.ToImmutableDictionary()));

    /// <summary>An output of a dictionary as a map.</summary>
    public static implicit operator InputMap<TValue>(Output<IDictionary<string, TValue>> values) =>
        new(values.Apply(v => v.ToImmutableDictionary()));

    /// <summary>An output of a dictionary as a map.</summary>
    public static implicit operator InputMap<TValue>(Output<ImmutableDictionary<string, TValue>> values) => new(values);

    /// <summary>Both maps as one; the second wins.</summary>
    public static InputMap<TValue> Merge(InputMap<TValue> first, InputMap<TValue> second) =>
        new(Output.Tuple(first.ToOutputInternal(), second.ToOutputInternal()).Apply(p => p.Item1.SetItems(p.Item2)));

    /// <summary>Adds an entry.</summary>
    /// <exception cref="ArgumentException">Of the output: the map has another value for the key.</exception>
    public void Add(string key, Input<TValue> value) => Value = Output.Tuple(Value, value.ToOutput()).Apply(p => p.Item1.Add(key, p.Item2));

    /// <summary>Adds another map's entries.</summary>
    public void Add(InputMap<TValue> values) => AddRange(values);

    /// <summary>Adds another map's entries.</summary>
    /// <exception cref="ArgumentException">Of the output: both maps have a key, with other values.</exception>
    public void AddRange(InputMap<TValue> values) =>
        Value = Output.Tuple(Value, values.ToOutputInternal()).Apply(p => p.Item1.AddRange(p.Item2));

    /// <summary>Enumerates the entries, once they are known.</summary>
    public async IAsyncEnumerator<Input<KeyValuePair<string, TValue>>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var data = await ToOutputInternal().DataTask.ConfigureAwait(false);
        foreach (var entry in data.IsKnown ? data.Value : ImmutableDictionary<string, TValue>.Empty)
            yield return entry;
    }

    IEnumerator IEnumerable.GetEnumerator() =>
        throw new NotSupportedException("A map of inputs cannot be enumerated before it is known; use 'await foreach'.");
}
