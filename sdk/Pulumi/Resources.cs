using System.Collections.Immutable;
using System.Reflection;
using Pulumi.Serialization;

namespace Pulumi;

/// <summary>A resource of the program.</summary>
public class Resource
{
    private readonly string _type;
    private readonly string _name;
    private readonly ImmutableArray<ResourceTransformation> _transformations;

    private protected Resource(
        string type,
        string name,
        bool custom,
        ResourceArgs args,
        ResourceOptions options,
        bool remote,
        RegisterPackageRequest? package = null
    )
    {
        _type = type;
        _name = name;
        IsCustom = custom;
        var deployment = Deployment.Required;
        Parent = options.Parent ?? (type == Stack.RootType ? null : deployment.Stack);
        _transformations = [.. options.ResourceTransformations, .. Parent?._transformations ?? []];
        (args, options) = Transformed(args, options);
        foreach (var (key, provider) in Parent?.Providers ?? ImmutableDictionary<string, ProviderResource>.Empty)
            Providers = Providers.SetItem(key, provider);
        foreach (var provider in (options as ComponentResourceOptions)?.Providers ?? [])
            Providers = Providers.SetItem(provider.Package, provider);
        if (options.Provider is { } own)
            Providers = Providers.SetItem(own.Package, own);
        Parent?.AddChild(this);
        if (type == Stack.RootType)
            deployment.Stack = (Stack)this;
        deployment.Register(this, args, options, remote, package);
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

    /// <summary>What the transformations make of arguments and options: the resource's own first, then those of its parents.</summary>
    private (ResourceArgs Args, ResourceOptions Options) Transformed(ResourceArgs args, ResourceOptions options)
    {
        var parent = options.Parent;
        foreach (var transformation in _transformations)
        {
            if (transformation(new ResourceTransformationArgs(this, args, options)) is not { } result)
                continue;
            if (result.Options.Parent != parent)
                throw new ArgumentException(
                    $"A transformation changes the parent of {_type} '{_name}'. Leave Options.Parent as it is: the parent decides which "
                        + "transformations there are."
                );
            (args, options) = (result.Args, result.Options);
        }

        return (args, options);
    }

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

    /// <summary>Declares a resource of a package that is made from parameters.</summary>
    public CustomResource(
        string type,
        string name,
        ResourceArgs? args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null
    )
        : base(type, name, true, args ?? ResourceArgs.Empty, options ?? new CustomResourceOptions(), false, registerPackageRequest) { }

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
        : this(type, name, args, options, remote, null) { }

    /// <summary>Declares a component of a package that is made from parameters.</summary>
    public ComponentResource(
        string type,
        string name,
        ResourceArgs? args,
        ComponentResourceOptions? options,
        bool remote,
        RegisterPackageRequest? registerPackageRequest = null
    )
        : base(type, name, false, args ?? ResourceArgs.Empty, options ?? new ComponentResourceOptions(), remote, registerPackageRequest) { }

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

    /// <summary>Declares a provider of a package that is made from parameters.</summary>
    public ProviderResource(
        string package,
        string name,
        ResourceArgs args,
        CustomResourceOptions? options = null,
        RegisterPackageRequest? registerPackageRequest = null
    )
        : base("pulumi:providers:" + package, name, args, options, registerPackageRequest) { }

    internal string Package => GetResourceType()["pulumi:providers:".Length..];
}

/// <summary>The root of all resources of a program.</summary>
public class Stack : ComponentResource
{
    internal const string RootType = "pulumi:pulumi:Stack";

    /// <summary>Declares the stack; derived classes declare their resources in their constructor.</summary>
    /// <param name="options">Options of the stack.</param>
    public Stack(StackOptions? options = null)
        : base(
            RootType,
            $"{Deployment.Required.ProjectName}-{Deployment.Required.StackName}",
            new ComponentResourceOptions { ResourceTransformations = options?.ResourceTransformations ?? [] }
        ) { }

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
public class StackOptions
{
    private List<ResourceTransformation>? _transformations;

    /// <summary>What changes arguments and options of all resources of the program, before they are registered.</summary>
    public List<ResourceTransformation> ResourceTransformations
    {
        get => _transformations ??= [];
        set => _transformations = value;
    }
}
