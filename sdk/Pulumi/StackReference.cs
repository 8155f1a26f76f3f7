using System.Collections.Immutable;

namespace Pulumi;

/// <summary>Another stack, whose outputs are read.</summary>
public class StackReference : CustomResource
{
    /// <summary>Refers to a stack.</summary>
    /// <param name="name">Name of the reference, and of the stack unless the arguments name one: <c>organization/project/stack</c>.</param>
    /// <param name="args">Names the stack.</param>
    /// <param name="options">Options of the reference.</param>
    public StackReference(string name, StackReferenceArgs? args = null, CustomResourceOptions? options = null)
        : base(
            "pulumi:pulumi:StackReference",
            name,
            new StackReferenceArgs { Name = args?.Name ?? name },
            CustomResourceOptions.Merge(options, new CustomResourceOptions { Id = args?.Name ?? name })
        ) { }

    /// <summary>Name of the stack.</summary>
    [Output("name")]
    public Output<string> Name { get; private set; } = null!;

    /// <summary>All outputs of the stack; secret, if one of them is.</summary>
    [Output("outputs")]
    public Output<ImmutableDictionary<string, object>> Outputs { get; private set; } = null!;

    /// <summary>The names of the outputs that are secret.</summary>
    [Output("secretOutputNames")]
    public Output<ImmutableArray<string>> SecretOutputNames { get; private set; } = null!;

    /// <summary>An output, or null when the stack has none of the name. It is secret only if that output is.</summary>
    public Output<object?> GetOutput(Input<string> name) => Find(name, _ => null);

    /// <summary>An output that the stack must have. It is secret only if that output is.</summary>
    /// <exception cref="KeyNotFoundException">Of the output: the stack has none of the name.</exception>
    public Output<object> RequireOutput(Input<string> name) =>
        Find(
            name,
            missing =>
                throw new KeyNotFoundException(
                    $"The stack of the reference '{GetResourceName()}' has no output '{missing}'. "
                        + "Export it there, or read it with GetOutput, which gives null."
                )
        )!;

    /// <summary>An output as a value, with whether it is secret; neither is set when the stack has none of the name.</summary>
    public async Task<StackReferenceOutputDetails> GetOutputDetailsAsync(string name)
    {
        var data = await GetOutput(name).DataTask.ConfigureAwait(false);
        return data.IsSecret
            ? new StackReferenceOutputDetails { SecretValue = data.Value }
            : new StackReferenceOutputDetails { Value = data.Value };
    }

    /// <summary>The value of an output, or null when the stack has none of the name.</summary>
    /// <exception cref="InvalidOperationException">The output is secret.</exception>
    public Task<object?> GetValueAsync(Input<string> name) => ValueAsync(GetOutput(name), nameof(GetOutput));

    /// <summary>The value of an output that the stack must have.</summary>
    /// <exception cref="InvalidOperationException">The output is secret.</exception>
    public Task<object> RequireValueAsync(Input<string> name) => ValueAsync(RequireOutput(name), nameof(RequireOutput));

    private static async Task<T> ValueAsync<T>(Output<T> output, string instead)
    {
        var data = await output.DataTask.ConfigureAwait(false);
        return data.IsSecret
            ? throw new InvalidOperationException($"The output is secret, so it cannot be had as a value: use {instead}.")
            : data.Value;
    }

    private Output<object?> Find(Input<string> name, Func<string, object?> missing) =>
        Output
            .Tuple(name, (Input<ImmutableDictionary<string, object>>)Outputs)
            .Apply(p => p.Item2.TryGetValue(p.Item1, out var value) ? value : missing(p.Item1))
            .WithSecret(IsSecretAsync(name));

    /// <summary>Whether an output is secret; while its name or the list is unknown, whether all together are.</summary>
    private async Task<bool> IsSecretAsync(Input<string> name)
    {
        var wanted = await name.ToOutput().DataTask.ConfigureAwait(false);
        var secrets = await SecretOutputNames.DataTask.ConfigureAwait(false);
        return wanted.IsKnown && secrets.IsKnown
            ? secrets.Value.Contains(wanted.Value)
            : (await Outputs.DataTask.ConfigureAwait(false)).IsSecret;
    }
}

/// <summary>Names the stack of a reference.</summary>
public class StackReferenceArgs : ResourceArgs
{
    /// <summary>The stack: <c>organization/project/stack</c>.</summary>
    [Input("name", required: true)]
    public Input<string>? Name { get; set; }
}

/// <summary>An output of a stack as a value.</summary>
public sealed class StackReferenceOutputDetails
{
    /// <summary>The value, if the output is not secret.</summary>
    public object? Value { get; set; }

    /// <summary>The value, if the output is secret.</summary>
    public object? SecretValue { get; set; }
}
