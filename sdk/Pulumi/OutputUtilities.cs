using System.Collections.Immutable;

namespace Pulumi.Utilities;

/// <summary>Looks into outputs; for SDKs, not for programs.</summary>
public static class OutputUtilities
{
    /// <summary>An output that is not known.</summary>
    public static Output<T> CreateUnknown<T>(T value) => new(Task.FromResult(new OutputData<T>([], value, false, false)));

    /// <summary>An output that is not known. The value is made outside of previews only.</summary>
    public static Output<T> CreateUnknown<T>(Func<Task<T>> valueFactory)
    {
        ArgumentNullException.ThrowIfNull(valueFactory);
        return new Output<T>(MakeAsync());

        async Task<OutputData<T>> MakeAsync()
        {
            var value = Deployment.Current is { IsDryRun: false } ? await valueFactory().ConfigureAwait(false) : default!;
            return new OutputData<T>([], value, false, false);
        }
    }

    /// <summary>The same output, depending on one more resource.</summary>
    public static Output<T> WithDependency<T>(Output<T> output, Resource resource)
    {
        return new Output<T>(AddAsync());

        async Task<OutputData<T>> AddAsync()
        {
            var data = await output.DataTask.ConfigureAwait(false);
            return data with { Resources = data.Resources.Add(resource) };
        }
    }

    /// <summary>Whether the value is known.</summary>
    public static async Task<bool> GetIsKnownAsync<T>(Output<T> output) => (await output.DataTask.ConfigureAwait(false)).IsKnown;

    /// <summary>The value, or the default while it is unknown.</summary>
    public static async Task<T> GetValueAsync<T>(Output<T> output) =>
        await output.DataTask.ConfigureAwait(false) is { IsKnown: true } known ? known.Value : default!;

    /// <summary>The resources that the output comes from.</summary>
    public static async Task<ImmutableHashSet<Resource>> GetDependenciesAsync<T>(Output<T> output) =>
        (await output.DataTask.ConfigureAwait(false)).Resources;
}
