using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

internal interface IInput
{
    IOutput Untyped { get; }
}

/// <summary>A value or an output of it, wherever a resource takes an argument.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public class Input<T> : IInput
{
    private protected Output<T> Value;

    private protected Input(Output<T> output) => Value = output;

    IOutput IInput.Untyped => ToOutputInternal();

    /// <summary>A value as input.</summary>
    public static implicit operator Input<T>(T value) => new(Output.Create(value));

    /// <summary>An output as input.</summary>
    public static implicit operator Input<T>(Output<T> value) => new(value);

    /// <summary>An input as output.</summary>
    public static implicit operator Output<T>(Input<T> input) => input.ToOutput();

    internal virtual Output<T> ToOutputInternal() => Value;
}

/// <summary>Inputs as outputs.</summary>
public static class InputExtensions
{
    /// <summary>Maps the value, once it is known.</summary>
    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, TResult> func) => input.ToOutput().Apply(func);

    /// <summary>Maps the value by a task, once it is known.</summary>
    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Task<TResult>> func) => input.ToOutput().Apply(func);

    /// <summary>Maps the value to another output, once it is known.</summary>
    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Output<TResult>?> func) => input.ToOutput().Apply(func);

    /// <summary>Maps the value to another input, once it is known.</summary>
    public static Output<TResult> Apply<T, TResult>(this Input<T>? input, Func<T, Input<TResult>?> func) => input.ToOutput().Apply(func);

    /// <summary>The input as an output.</summary>
    public static Output<T> ToOutput<T>(this Input<T>? input) => input?.ToOutputInternal() ?? Output.Create(default(T)!);
}

/// <summary>A list of inputs, or an output of a list.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
public sealed class InputList<T> : Input<ImmutableArray<T>>, IEnumerable, IAsyncEnumerable<Input<T>>
{
    /// <summary>An empty list.</summary>
    public InputList()
        : base(Output.Create(ImmutableArray<T>.Empty)) { }

    private InputList(Output<ImmutableArray<T>> values)
        : base(values) { }

    /// <summary>A value as a list of one.</summary>
    public static implicit operator InputList<T>(T value) => From([value]);

    /// <summary>An output as a list of one.</summary>
    public static implicit operator InputList<T>(Output<T> value) => From([value]);

    /// <summary>An input as a list of one.</summary>
    public static implicit operator InputList<T>(Input<T> value) => From([value]);

    /// <summary>Values as a list.</summary>
    public static implicit operator InputList<T>(T[] values) => From(values.Select(v => (Input<T>)v));

    /// <summary>Outputs as a list.</summary>
    public static implicit operator InputList<T>(Output<T>[] values) => From(values.Select(v => (Input<T>)v));

    /// <summary>Inputs as a list.</summary>
    public static implicit operator InputList<T>(Input<T>[] values) => From(values);

    /// <summary>Values as a list.</summary>
    public static implicit operator InputList<T>(List<T> values) => From(values.Select(v => (Input<T>)v));

    /// <summary>Outputs as a list.</summary>
    public static implicit operator InputList<T>(List<Output<T>> values) => From(values.Select(v => (Input<T>)v));

    /// <summary>Inputs as a list.</summary>
    public static implicit operator InputList<T>(List<Input<T>> values) => From(values);

    /// <summary>Values as a list.</summary>
    public static implicit operator InputList<T>(ImmutableArray<T> values) => From(values.Select(v => (Input<T>)v));

    /// <summary>Outputs as a list.</summary>
    public static implicit operator InputList<T>(ImmutableArray<Output<T>> values) => From(values.Select(v => (Input<T>)v));

    /// <summary>Inputs as a list.</summary>
    public static implicit operator InputList<T>(ImmutableArray<Input<T>> values) => From(values);

    /// <summary>An output of a list as a list.</summary>
    public static implicit operator InputList<T>(Output<T[]> values) => new(values.Apply(v => v.ToImmutableArray()));

    /// <summary>An output of a list as a list.</summary>
    public static implicit operator InputList<T>(Output<List<T>> values) => new(values.Apply(v => v.ToImmutableArray()));

    /// <summary>An output of a list as a list.</summary>
    public static implicit operator InputList<T>(Output<IEnumerable<T>> values) => new(values.Apply(v => v.ToImmutableArray()));

    /// <summary>An output of a list as a list.</summary>
    public static implicit operator InputList<T>(Output<ImmutableArray<T>> values) => new(values);

    /// <summary>Adds inputs at the end.</summary>
    public void Add(params Input<T>[] inputs) => Append(Output.All(inputs));

    /// <summary>Adds another list at the end.</summary>
    public void Add(InputList<T> inputs) => AddRange(inputs);

    /// <summary>Adds another list at the end.</summary>
    public void AddRange(InputList<T> inputs) => Append(inputs.ToOutputInternal());

    /// <summary>This list and another, as a new one.</summary>
    public InputList<T> Concat(InputList<T> other) => new(Joined(Value, other.ToOutputInternal()));

    /// <summary>Enumerates the inputs, once they are known.</summary>
    public async IAsyncEnumerator<Input<T>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var data = await ToOutputInternal().DataTask.ConfigureAwait(false);
        foreach (var value in data.IsKnown ? data.Value : [])
            yield return value;
    }

    IEnumerator IEnumerable.GetEnumerator() =>
        throw new NotSupportedException("A list of inputs cannot be enumerated before it is known; use 'await foreach'.");

    private static InputList<T> From(IEnumerable<Input<T>> inputs) => new(Output.All(inputs));

    private static Output<ImmutableArray<T>> Joined(Output<ImmutableArray<T>> a, Output<ImmutableArray<T>> b) =>
        Output.Tuple(a, b).Apply(p => p.Item1.AddRange(p.Item2));

    private void Append(Output<ImmutableArray<T>> more) => Value = Joined(Value, more);
}
