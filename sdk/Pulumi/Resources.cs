using System.Collections.Immutable;
using System.Reflection;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>A resource of the program.</summary>
public class Resource
{
    private readonly string _type;
    private readonly string _name;

    private protected Resource(string type, string name, bool custom, ResourceArgs args, ResourceOptions options, bool remote)
    {
        _type = type;
        _name = name;
        IsCustom = custom;
        var deployment = Deployment.Required;
        Parent = options.Parent ?? (type == Stack.RootType ? null : deployment.Stack);
        foreach (var (package, provider) in Parent?.Providers ?? ImmutableDictionary<string, ProviderResource>.Empty)
            Providers = Providers.SetItem(package, provider);
        foreach (var provider in (options as ComponentResourceOptions)?.Providers ?? [])
            Providers = Providers.SetItem(provider.Package, provider);
        if (options.Provider is { } own)
            Providers = Providers.SetItem(own.Package, own);
        Parent?.AddChild(this);
        if (type == Stack.RootType)
            deployment.Stack = (Stack)this;
        deployment.Register(this, args, options, remote);
    }

    /// <summary>The resource's URN.</summary>
    [Output("urn")]
    public Output<string> Urn { get; private protected set; } = null!;

    internal bool IsCustom { get; }

    internal Resource? Parent { get; }

    internal ImmutableDictionary<string, ProviderResource> Providers { get; private set; } =
        ImmutableDictionary<string, ProviderResource>.Empty;

    internal ImmutableList<Resource> Children { get; private set; } = [];

    /// <summary>The type token.</summary>
    public string GetResourceType() => _type;

    /// <summary>The name in the program.</summary>
    public string GetResourceName() => _name;

    private void AddChild(Resource child)
    {
        lock (_name)
            Children = Children.Add(child);
    }
}

/// <summary>A resource that a provider manages.</summary>
public class CustomResource : Resource
{
    /// <summary>Declares a resource.</summary>
    public CustomResource(string type, string name, ResourceArgs? args, CustomResourceOptions? options = null)
        : base(type, name, true, args ?? ResourceArgs.Empty, options ?? new CustomResourceOptions(), false) { }

    /// <summary>The id that the provider gave.</summary>
    [Output("id")]
    public Output<string> Id { get; private protected set; } = null!;
}

/// <summary>A resource that groups others.</summary>
public class ComponentResource : Resource
{
    /// <summary>Declares a component.</summary>
    public ComponentResource(string type, string name, ComponentResourceOptions? options = null)
        : this(type, name, ResourceArgs.Empty, options) { }

    /// <summary>Declares a component with arguments.</summary>
    public ComponentResource(string type, string name, ResourceArgs? args, ComponentResourceOptions? options = null, bool remote = false)
        : base(type, name, false, args ?? ResourceArgs.Empty, options ?? new ComponentResourceOptions(), remote) { }

    /// <summary>Ends the component without outputs.</summary>
    protected void RegisterOutputs() => RegisterOutputs(ImmutableDictionary<string, object?>.Empty);

    /// <summary>Ends the component with outputs.</summary>
    protected void RegisterOutputs(IDictionary<string, object?> outputs) => RegisterOutputs(Output.Create(outputs));

    /// <summary>Ends the component with outputs.</summary>
    protected void RegisterOutputs(Task<IDictionary<string, object?>> outputs) => RegisterOutputs(Output.Create(outputs));

    /// <summary>Ends the component with outputs.</summary>
    protected void RegisterOutputs(Output<IDictionary<string, object?>> outputs) => Deployment.Required.RegisterOutputs(this, outputs);
}

/// <summary>An explicit provider.</summary>
public class ProviderResource : CustomResource
{
    /// <summary>Declares a provider.</summary>
    public ProviderResource(string package, string name, ResourceArgs args, CustomResourceOptions? options = null)
        : base("pulumi:providers:" + package, name, args, options) { }

    internal string Package => GetResourceType()["pulumi:providers:".Length..];
}

/// <summary>The root of all resources of a program.</summary>
public class Stack : ComponentResource
{
    internal const string RootType = "pulumi:pulumi:Stack";

    /// <summary>Declares the stack; derived classes declare their resources in their constructor.</summary>
    /// <param name="options">Nothing here yet.</param>
    public Stack(StackOptions? options = null)
        : base(RootType, $"{Deployment.Required.ProjectName}-{Deployment.Required.StackName}")
    {
        _ = options;
    }

    internal void RegisterDeclaredOutputs()
    {
        var outputs = new Dictionary<string, object?>();
        foreach (
            var property in GetType()
                .GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.DeclaringType != typeof(Resource))
        )
        {
            if (property.GetCustomAttribute<OutputAttribute>() is not { } attribute)
                continue;
            var value =
                property.GetValue(this)
                ?? throw new RunException($"The stack output {property.Name} was not set in the constructor of {GetType().Name}.");
            if (value is not IOutput)
                throw new RunException($"The stack output {property.Name} of {GetType().Name} must be an Output<T>.");
            outputs[attribute.Name ?? property.Name] = value;
        }

        RegisterOutputs(outputs);
    }

    internal void RegisterStackOutputs(IDictionary<string, object?> outputs) => RegisterOutputs(outputs);
}

/// <summary>Options of the stack.</summary>
public class StackOptions;

/// <summary>A failure that the user caused and can mend; shown without a stack trace.</summary>
public class RunException : Exception
{
    /// <summary>Makes a failure.</summary>
    public RunException(string message)
        : base(message) { }
}

/// <summary>A failure that belongs to a resource.</summary>
/// <param name="message">What happened.</param>
/// <param name="resource">The resource, or null.</param>
/// <param name="hideStack">True shows no stack trace.</param>
public class ResourceException(string message, Resource? resource, bool hideStack = false) : Exception(message)
{
    internal Resource? Resource { get; } = resource;

    internal bool HideStack { get; } = hideStack;
}
