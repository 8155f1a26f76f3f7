using System.Collections.Immutable;
using System.Reflection;
using PluginProtocol.Values;

namespace Pulumi.Serialization;

/// <summary>The <c>[Output]</c> properties of a resource, set before anyone reads them and completed when the engine answers.</summary>
internal sealed class OutputCompletion
{
    private readonly List<ISource> _sources = [];

    public OutputCompletion(Resource resource)
    {
        const BindingFlags flags = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var property in resource.GetType().GetProperties(flags))
        {
            if (property.GetCustomAttribute<OutputAttribute>() is not { } attribute)
                continue;
            if (!property.PropertyType.IsGenericType || property.PropertyType.GetGenericTypeDefinition() != typeof(Output<>))
                continue;

            // Outputs that a component or stack declares are set by its own constructor.
            if (resource is ComponentResource && property.DeclaringType != typeof(Resource))
                continue;
            var source = (ISource)
                Activator.CreateInstance(
                    typeof(Source<>).MakeGenericType(property.PropertyType.GetGenericArguments()),
                    attribute.Name ?? property.Name
                )!;
            var declared = property.DeclaringType!.GetProperty(property.Name, flags | BindingFlags.DeclaredOnly)!;
            declared.SetValue(resource, source.Output);
            _sources.Add(source);
        }
    }

    private interface ISource
    {
        string Name { get; }

        object Output { get; }

        void Set(OutputData<object?> data);

        void Fail(Exception exception);

        Type Type { get; }
    }

    /// <summary>Completes all outputs. Missing ones are unknown at preview, and the type's default otherwise.</summary>
    public void Complete(Resource resource, PropertyObject values, bool missingIsUnknown, Action<string> warn)
    {
        ImmutableHashSet<Resource> self = [resource];
        foreach (var source in _sources)
        {
            try
            {
                source.Set(
                    values[source.Name] is { } value
                        ? Deserializer.Read(value, source.Type, self)
                        : new OutputData<object?>(self, Deserializer.Default(source.Type), !missingIsUnknown, false)
                );
            }
            catch (FormatException e)
            {
                warn($"The output '{source.Name}' is not of the declared type: {e.Message}");
                source.Set(new OutputData<object?>(self, Deserializer.Default(source.Type), true, false));
            }
        }
    }

    public void Fail(Exception exception)
    {
        foreach (var source in _sources)
            source.Fail(exception);
    }

    private sealed class Source<T> : ISource
    {
        private readonly TaskCompletionSource<OutputData<T>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Source(string name)
        {
            Name = name;
            Output = new Output<T>(_completion.Task);
        }

        public string Name { get; }

        public object Output { get; }

        public Type Type => typeof(T);

        public void Set(OutputData<object?> data) =>
            _completion.TrySetResult(new OutputData<T>(data.Resources, (T)data.Value!, data.IsKnown, data.IsSecret));

        public void Fail(Exception exception) => _completion.TrySetException(exception);
    }
}
