using System.Collections.Immutable;
using Pulumi.Testing;

namespace Pulumi;

/// <summary>Unit tests of programs: mocks answer, and nothing is deployed.</summary>
public sealed partial class Deployment
{
    /// <summary>Runs a stack class with mocks.</summary>
    /// <returns>The resources that it declared, the stack included.</returns>
    /// <exception cref="RunException">The program failed.</exception>
    public static Task<ImmutableArray<Resource>> TestAsync<TStack>(IMocks mocks, TestOptions? options = null)
        where TStack : Stack, new() => ObserveAsync(mocks, options, () => RunStack(new TStack()));

    /// <summary>Runs a stack class that a service provider makes with mocks.</summary>
    /// <returns>The resources that it declared, the stack included.</returns>
    /// <exception cref="RunException">The program failed.</exception>
    public static Task<ImmutableArray<Resource>> TestWithServiceProviderAsync<TStack>(
        IMocks mocks,
        IServiceProvider serviceProvider,
        TestOptions? options = null
    )
        where TStack : Stack => ObserveAsync(mocks, options, () => RunStack(Made<TStack>(serviceProvider)));

    /// <summary>Runs a program with mocks.</summary>
    /// <returns>The resources that it declared.</returns>
    /// <exception cref="RunException">The program failed.</exception>
    public static Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Action createResources) =>
        TestAsync(
            testMocks,
            testOptions,
            () =>
            {
                createResources();
                return Task.CompletedTask;
            }
        );

    /// <summary>Runs a program with mocks.</summary>
    /// <returns>The resources that it declared.</returns>
    /// <exception cref="RunException">The program failed.</exception>
    public static async Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Func<Task> createResources)
    {
        var (resources, _) = await TestAsync(
                testMocks,
                testOptions,
                async () =>
                {
                    await createResources().ConfigureAwait(false);
                    return (IDictionary<string, object?>)ImmutableDictionary<string, object?>.Empty;
                }
            )
            .ConfigureAwait(false);
        return resources;
    }

    /// <summary>Runs a program that gives stack outputs with mocks.</summary>
    /// <returns>The resources that it declared, and its outputs.</returns>
    /// <exception cref="RunException">The program failed.</exception>
    public static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks,
        TestOptions testOptions,
        Func<IDictionary<string, object?>> createResources
    ) => TestAsync(testMocks, testOptions, () => Task.FromResult(createResources()));

    /// <summary>Runs a program that gives stack outputs with mocks.</summary>
    /// <returns>The resources that it declared, and its outputs.</returns>
    /// <exception cref="RunException">The program failed.</exception>
    public static async Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks,
        TestOptions testOptions,
        Func<Task<IDictionary<string, object?>>> createResources
    )
    {
        IDictionary<string, object?> outputs = ImmutableDictionary<string, object?>.Empty;
        var resources = await ObserveAsync(
                testMocks,
                testOptions,
                async () =>
                {
                    var stack = new Stack();
                    outputs = await createResources().ConfigureAwait(false);
                    stack.RegisterStackOutputs(outputs);
                }
            )
            .ConfigureAwait(false);
        return ([.. resources.Where(r => r.GetType() != typeof(Stack))], outputs);
    }

    private static Task RunStack(Stack stack)
    {
        stack.RegisterDeclaredOutputs();
        return Task.CompletedTask;
    }

    private static TStack Made<TStack>(IServiceProvider serviceProvider)
        where TStack : Stack =>
        serviceProvider.GetService(typeof(TStack)) as TStack
        ?? throw new RunException($"The service provider makes no {typeof(TStack).Name}.");

    private static async Task<ImmutableArray<Resource>> ObserveAsync(IMocks mocks, TestOptions? options, Func<Task> program)
    {
        var monitor = new MockMonitor(mocks, options);
        await StartAsync(program, () => new Deployment(monitor, options, Environment.GetEnvironmentVariable)).ConfigureAwait(false);
        return monitor.Errors switch
        {
            [] => monitor.Resources,
            [var error] => throw new RunException(error),
            var errors => throw new AggregateException(errors.Select(e => new RunException(e))),
        };
    }
}
