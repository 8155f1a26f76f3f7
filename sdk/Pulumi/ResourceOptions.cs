namespace Pulumi;

/// <summary>What a resource may be told besides its arguments.</summary>
public abstract class ResourceOptions
{
    private List<string>? _ignoreChanges;
    private List<string>? _replaceOnChanges;
    private List<Input<Alias>>? _aliases;
    private List<ResourceTransformation>? _transformations;
    private InputList<Resource>? _dependsOn;

    /// <summary>Id of an existing resource to read instead of creating one.</summary>
    public Input<string>? Id { get; set; }

    /// <summary>The parent; the stack by default.</summary>
    public Resource? Parent { get; set; }

    /// <summary>Resources to wait for.</summary>
    public InputList<Resource> DependsOn
    {
        get => _dependsOn ??= new InputList<Resource>();
        set => _dependsOn = value;
    }

    /// <summary>True refuses deletion.</summary>
    public bool? Protect { get; set; }

    /// <summary>Property paths whose changes do not count.</summary>
    public List<string> IgnoreChanges
    {
        get => _ignoreChanges ??= [];
        set => _ignoreChanges = value;
    }

    /// <summary>Version of the provider.</summary>
    public string? Version { get; set; }

    /// <summary>The provider; by default the parent's, then the default one.</summary>
    public ProviderResource? Provider { get; set; }

    /// <summary>How long operations may take.</summary>
    public CustomTimeouts? CustomTimeouts { get; set; }

    /// <summary>Older names of the resource.</summary>
    public List<Input<Alias>> Aliases
    {
        get => _aliases ??= [];
        set => _aliases = value;
    }

    /// <summary>URN of a resource of another stack.</summary>
    public string? Urn { get; set; }

    /// <summary>Property paths whose changes replace the resource.</summary>
    public List<string> ReplaceOnChanges
    {
        get => _replaceOnChanges ??= [];
        set => _replaceOnChanges = value;
    }

    /// <summary>What changes arguments and options of this resource and of its children, before they are registered.</summary>
    public List<ResourceTransformation> ResourceTransformations
    {
        get => _transformations ??= [];
        set => _transformations = value;
    }

    /// <summary>Where the provider is downloaded from.</summary>
    public string? PluginDownloadURL { get; set; }

    /// <summary>True removes the resource from the state only.</summary>
    public bool? RetainOnDelete { get; set; }

    /// <summary>The resource whose deletion deletes this one.</summary>
    public Resource? DeletedWith { get; set; }

    internal InputList<Resource>? DependsOnOrNull => _dependsOn;

    private protected static void MergeInto(ResourceOptions target, ResourceOptions other)
    {
        target.Id = other.Id ?? target.Id;
        target.Parent = other.Parent ?? target.Parent;
        target.Protect = other.Protect ?? target.Protect;
        target.Version = other.Version ?? target.Version;
        target.Provider = other.Provider ?? target.Provider;
        target.CustomTimeouts = other.CustomTimeouts ?? target.CustomTimeouts;
        target.Urn = other.Urn ?? target.Urn;
        target.PluginDownloadURL = other.PluginDownloadURL ?? target.PluginDownloadURL;
        target.RetainOnDelete = other.RetainOnDelete ?? target.RetainOnDelete;
        target.DeletedWith = other.DeletedWith ?? target.DeletedWith;
        target.IgnoreChanges.AddRange(other.IgnoreChanges);
        target.ReplaceOnChanges.AddRange(other.ReplaceOnChanges);
        target.Aliases.AddRange(other.Aliases);
        target.ResourceTransformations.AddRange(other.ResourceTransformations);
        if (other._dependsOn is { } more)
            target.DependsOn = target._dependsOn is null ? more : target._dependsOn.Concat(more);
    }
}

/// <summary>Options of a custom resource.</summary>
public sealed class CustomResourceOptions : ResourceOptions
{
    private List<string>? _additionalSecretOutputs;

    /// <summary>True deletes the old resource before a replacement is created.</summary>
    public bool? DeleteBeforeReplace { get; set; }

    /// <summary>Outputs to keep secret.</summary>
    public List<string> AdditionalSecretOutputs
    {
        get => _additionalSecretOutputs ??= [];
        set => _additionalSecretOutputs = value;
    }

    /// <summary>Id of an existing resource to take over.</summary>
    public string? ImportId { get; set; }

    /// <summary>Both options as one: of single values the second wins, lists are joined.</summary>
    public static CustomResourceOptions Merge(CustomResourceOptions? options1, CustomResourceOptions? options2)
    {
        var result = new CustomResourceOptions();
        foreach (var options in new[] { options1, options2 }.OfType<CustomResourceOptions>())
        {
            MergeInto(result, options);
            result.DeleteBeforeReplace = options.DeleteBeforeReplace ?? result.DeleteBeforeReplace;
            result.ImportId = options.ImportId ?? result.ImportId;
            result.AdditionalSecretOutputs.AddRange(options.AdditionalSecretOutputs);
        }

        return result;
    }
}

/// <summary>Options of a component.</summary>
public sealed class ComponentResourceOptions : ResourceOptions
{
    private List<ProviderResource>? _providers;

    /// <summary>Providers for the children, one a package.</summary>
    public List<ProviderResource> Providers
    {
        get => _providers ??= [];
        set => _providers = value;
    }

    /// <summary>Both options as one: of single values the second wins, lists are joined.</summary>
    public static ComponentResourceOptions Merge(ComponentResourceOptions? options1, ComponentResourceOptions? options2)
    {
        var result = new ComponentResourceOptions();
        foreach (var options in new[] { options1, options2 }.OfType<ComponentResourceOptions>())
        {
            MergeInto(result, options);
            result.Providers.AddRange(options.Providers);
        }

        return result;
    }
}

/// <summary>How long operations may take.</summary>
public sealed class CustomTimeouts
{
    /// <summary>Time for a create.</summary>
    public TimeSpan? Create { get; set; }

    /// <summary>Time for an update.</summary>
    public TimeSpan? Update { get; set; }

    /// <summary>Time for a delete.</summary>
    public TimeSpan? Delete { get; set; }
}

/// <summary>An older name of a resource; what is not set is as now.</summary>
public sealed class Alias
{
    /// <summary>The whole URN.</summary>
    public string? Urn { get; set; }

    /// <summary>The name.</summary>
    public Input<string>? Name { get; set; }

    /// <summary>The type.</summary>
    public Input<string>? Type { get; set; }

    /// <summary>The stack.</summary>
    public Input<string>? Stack { get; set; }

    /// <summary>The project.</summary>
    public Input<string>? Project { get; set; }

    /// <summary>The parent.</summary>
    public Resource? Parent { get; set; }

    /// <summary>The parent's URN.</summary>
    public Input<string>? ParentUrn { get; set; }

    /// <summary>True: there was no parent but the stack.</summary>
    public bool NoParent { get; set; }
}

/// <summary>Options of a function call.</summary>
public class InvokeOptions
{
    /// <summary>The parent whose provider is taken.</summary>
    public Resource? Parent { get; set; }

    /// <summary>The provider.</summary>
    public ProviderResource? Provider { get; set; }

    /// <summary>Version of the provider.</summary>
    public string? Version { get; set; }

    /// <summary>Where the provider is downloaded from.</summary>
    public string? PluginDownloadURL { get; set; }
}

/// <summary>Options of a function call that waits for resources.</summary>
public class InvokeOutputOptions : InvokeOptions
{
    private InputList<Resource>? _dependsOn;

    /// <summary>Resources to wait for.</summary>
    public InputList<Resource> DependsOn
    {
        get => _dependsOn ??= new InputList<Resource>();
        set => _dependsOn = value;
    }
}
