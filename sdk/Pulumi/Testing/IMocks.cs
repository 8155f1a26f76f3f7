using System.Collections.Immutable;

namespace Pulumi.Testing;

/// <summary>Answers in place of engine and providers, in a unit test of a program.</summary>
public interface IMocks
{
    /// <summary>Answers a resource that the program declares or reads.</summary>
    /// <param name="args">What the program says of it.</param>
    /// <returns>Its id, and its outputs as a dictionary; the inputs, if it has no others.</returns>
    Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args);

    /// <summary>Answers a function that the program calls.</summary>
    /// <param name="args">What the program says.</param>
    /// <returns>The result, as a dictionary.</returns>
    Task<object> CallAsync(MockCallArgs args);

    /// <summary>Sees the outputs that a component or the stack registers.</summary>
    /// <param name="args">Whose, and which.</param>
    Task RegisterResourceOutputs(MockRegisterResourceOutputsRequest args) => Task.CompletedTask;
}

/// <summary>Mocks that answer everything with nothing.</summary>
public class EmptyMocks : IMocks
{
    /// <inheritdoc/>
    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args) =>
        Task.FromResult<(string?, object)>((null, ImmutableDictionary<string, object>.Empty));

    /// <inheritdoc/>
    public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(ImmutableDictionary<string, object>.Empty);
}

/// <summary>A resource that a program declares or reads.</summary>
public class MockResourceArgs
{
    /// <summary>Its type token.</summary>
    public string? Type { get; set; }

    /// <summary>Its name in the program.</summary>
    public string? Name { get; set; }

    /// <summary>Its inputs as plain values; those that are unknown or null are left out.</summary>
    public ImmutableDictionary<string, object> Inputs { get; set; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Its provider; empty for the default one.</summary>
    public string? Provider { get; set; }

    /// <summary>The id of one that is read or imported; empty otherwise.</summary>
    public string? Id { get; set; }
}

/// <summary>A function that a program calls.</summary>
public class MockCallArgs
{
    /// <summary>Its token.</summary>
    public string? Token { get; set; }

    /// <summary>Its arguments as plain values.</summary>
    public ImmutableDictionary<string, object> Args { get; set; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Its provider; empty for the default one.</summary>
    public string? Provider { get; set; }
}

/// <summary>The outputs that a component or the stack registers.</summary>
/// <param name="urn">Whose they are.</param>
/// <param name="outputs">The outputs by name.</param>
public class MockRegisterResourceOutputsRequest(string urn, ImmutableDictionary<string, Output<object?>> outputs)
{
#pragma warning disable CA1051 // The official class has fields, and programs see which they are.
    /// <summary>Whose they are.</summary>
    public readonly string Urn = urn;

    /// <summary>The outputs by name.</summary>
    public readonly ImmutableDictionary<string, Output<object?>> Outputs = outputs;
#pragma warning restore CA1051
}

/// <summary>The run that a test pretends.</summary>
public class TestOptions
{
    /// <summary>The project; "project" by default.</summary>
    public string? ProjectName { get; set; }

    /// <summary>The folder of the project; the current one by default.</summary>
    public string? RootDirectory { get; set; }

    /// <summary>The stack; "stack" by default.</summary>
    public string? StackName { get; set; }

    /// <summary>Whether it is a preview; it is by default.</summary>
    public bool? IsPreview { get; set; }

    /// <summary>The organization; "organization" by default.</summary>
    public string? OrganizationName { get; set; }
}
