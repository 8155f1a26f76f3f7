using System.Collections.Immutable;

namespace Pulumi;

/// <summary>A value that comes later, with the resources it comes from and whether it is known and secret.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class Output<T> : IOutput
{
    internal Output(Task<OutputData<T>> dataTask)
    {
        DataTask = dataTask;
        Deployment.Current?.Runner.Track(dataTask);
    }

    internal Task<OutputData<T>> DataTask { get; }

    /// <summary>Maps the value, once it is known.</summary>
    public Output<TResult> Apply<TResult>(Func<T, TResult> func) => Then(data => Output.Completed(func(data)));

    /// <summary>Maps the value by a task, once it is known.</summary>
    public Output<TResult> Apply<TResult>(Func<T, Task<TResult>> func) => Then(data => Output.FromTask(func(data)));

    /// <summary>Maps the value to another output, once it is known.</summary>
    public Output<TResult> Apply<TResult>(Func<T, Input<TResult>?> func) =>
        Then(data => func(data)?.ToOutputInternal() ?? Output.Completed(default(TResult)!));

    /// <summary>Maps the value to another output, once it is known.</summary>
    public Output<TResult> Apply<TResult>(Func<T, Output<TResult>?> func) =>
        Then(data => func(data) ?? Output.Completed(default(TResult)!));

    /// <summary>Acts on the value, once it is known.</summary>
    public Output<ValueTuple> Apply(Func<T, Task> func) => Then(data => Output.FromTask(RunAsync(func(data))));

    /// <summary>An output has no text before it is known: the text says so.</summary>
    public override string ToString() =>
        "Calling [ToString] on an [Output<T>] is not supported. Use Output.Format, or Apply with a function that makes the text.";

    async Task<OutputData<object?>> IOutput.GetDataAsync()
    {
        var data = await DataTask.ConfigureAwait(false);
        return new OutputData<object?>(data.Resources, data.Value, data.IsKnown, data.IsSecret);
    }

    internal Output<T> WithSecret(bool secret) => WithSecret(Task.FromResult(secret));

    internal Output<T> WithSecret(Task<bool> secret)
    {
        return new Output<T>(SetAsync());

        async Task<OutputData<T>> SetAsync() => await DataTask.ConfigureAwait(false) with { IsSecret = await secret.ConfigureAwait(false) };
    }

    private Output<TResult> Then<TResult>(Func<T, Output<TResult>> func) => new(ThenAsync(func));

    private async Task<OutputData<TResult>> ThenAsync<TResult>(Func<T, Output<TResult>> func)
    {
        var data = await DataTask.ConfigureAwait(false);
        if (!data.IsKnown)
            return new OutputData<TResult>(data.Resources, default!, false, data.IsSecret);
        var inner = await func(data.Value).DataTask.ConfigureAwait(false);
        return new OutputData<TResult>(data.Resources.Union(inner.Resources), inner.Value, inner.IsKnown, data.IsSecret || inner.IsSecret);
    }

    private static async Task<ValueTuple> RunAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return default;
    }
}

internal interface IOutput
{
    Task<OutputData<object?>> GetDataAsync();
}

internal sealed record OutputData<T>(ImmutableHashSet<Resource> Resources, T Value, bool IsKnown, bool IsSecret);

/// <summary>Makes and combines outputs.</summary>
public static partial class Output
{
    /// <summary>An output of a value.</summary>
    public static Output<T> Create<T>(T value) => Completed(value);

    /// <summary>An output of a task's result.</summary>
    public static Output<T> Create<T>(Task<T> value) => FromTask(value);

    /// <summary>A secret output of a value.</summary>
    public static Output<T> CreateSecret<T>(T value) => Completed(value).WithSecret(true);

    /// <summary>A secret output of a task's result.</summary>
    public static Output<T> CreateSecret<T>(Task<T> value) => FromTask(value).WithSecret(true);

    /// <summary>The same output, secret.</summary>
    public static Output<T> CreateSecret<T>(Output<T> value) => value.WithSecret(true);

    /// <summary>The same output, no longer secret.</summary>
    public static Output<T> Unsecret<T>(Output<T> output) => output.WithSecret(false);

    /// <summary>Whether an output is secret.</summary>
    public static async Task<bool> IsSecretAsync<T>(Output<T> output) => (await output.DataTask.ConfigureAwait(false)).IsSecret;

    /// <summary>All inputs as one output.</summary>
    public static Output<ImmutableArray<T>> All<T>(params Input<T>[] inputs) => All(inputs.AsEnumerable());

    /// <summary>All inputs as one output.</summary>
    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Input<T>> inputs) => All(inputs.Select(i => i.ToOutput()));

    /// <summary>All outputs as one.</summary>
    public static Output<ImmutableArray<T>> All<T>(params Output<T>[] outputs) => All(outputs.AsEnumerable());

    /// <summary>All outputs as one.</summary>
    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Output<T>> outputs) => new(AllAsync(outputs.ToList()));

    /// <summary>A text with outputs in it.</summary>
    public static Output<string> Format(FormattableString formattableString)
    {
        var arguments = formattableString
            .GetArguments()
            .Select(a =>
                a switch
                {
                    IOutput o => new Output<object?>(o.GetDataAsync()),
                    IInput i => new Output<object?>(i.Untyped.GetDataAsync()),
                    _ => Completed(a),
                }
            );
        return All(arguments)
            .Apply(values => string.Format(System.Globalization.CultureInfo.InvariantCulture, formattableString.Format, [.. values]));
    }

    internal static Output<T> Completed<T>(T value) => new(Task.FromResult(new OutputData<T>([], value, true, false)));

    internal static Output<T> FromTask<T>(Task<T> task)
    {
        return new Output<T>(AwaitAsync());

        async Task<OutputData<T>> AwaitAsync() => new([], await task.ConfigureAwait(false), true, false);
    }

    private static async Task<OutputData<ImmutableArray<T>>> AllAsync<T>(List<Output<T>> outputs)
    {
        var data = await Task.WhenAll(outputs.Select(o => o.DataTask)).ConfigureAwait(false);
        var resources = data.Aggregate(ImmutableHashSet<Resource>.Empty, (set, d) => set.Union(d.Resources));
        return new OutputData<ImmutableArray<T>>(
            resources,
            [.. data.Select(d => d.Value)],
            data.All(d => d.IsKnown),
            data.Any(d => d.IsSecret)
        );
    }
}
