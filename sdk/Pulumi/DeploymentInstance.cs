using System.Collections.Immutable;

namespace Pulumi;

/// <summary>What a program may ask of its run.</summary>
public sealed class DeploymentInstance
{
    private readonly Deployment _deployment;

    internal DeploymentInstance(Deployment deployment) => _deployment = deployment;

    /// <summary>The stack's name.</summary>
    public string StackName => _deployment.StackName;

    /// <summary>The project's name.</summary>
    public string ProjectName => _deployment.ProjectName;

    /// <summary>The organization's name.</summary>
    public string OrganizationName => _deployment.OrganizationName;

    /// <summary>The folder of the project.</summary>
    public string RootDirectory => _deployment.RootDirectory;

    /// <summary>True at preview.</summary>
    public bool IsDryRun => _deployment.IsDryRun;

    /// <summary>Calls a function; the result is an output.</summary>
    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options = null) => _deployment.Invoke<T>(token, args, options);

    /// <summary>Calls a function after the resources it depends on.</summary>
    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOutputOptions options) => _deployment.Invoke<T>(token, args, options);

    /// <summary>Calls a function that has one result; the result is an output.</summary>
    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOptions? options = null) =>
        _deployment.Invoke<ImmutableDictionary<string, T>>(token, args, options).Apply(r => r.Values.First());

    /// <summary>Calls a function that has one result after the resources it depends on.</summary>
    public Output<T> InvokeSingle<T>(string token, InvokeArgs args, InvokeOutputOptions options) =>
        InvokeSingle<T>(token, args, (InvokeOptions)options);

    /// <summary>Calls a function that has one result with arguments that are known.</summary>
    public async Task<T> InvokeSingleAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null)
    {
        var results = await _deployment.InvokeAsync<ImmutableDictionary<string, T>>(token, args, options).ConfigureAwait(false);
        return results.Values.First();
    }

    /// <summary>Calls a function with arguments that are known.</summary>
    public Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options = null) =>
        _deployment.InvokeAsync<T>(token, args, options);

    /// <summary>Calls a function for its effect.</summary>
    public Task InvokeAsync(string token, InvokeArgs args, InvokeOptions? options = null) =>
        _deployment.InvokeAsync<object>(token, args, options);
}
