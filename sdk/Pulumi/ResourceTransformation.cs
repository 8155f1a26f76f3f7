namespace Pulumi;

/// <summary>Changes arguments and options of a resource before it is registered; null leaves both as they are.</summary>
/// <param name="args">What the program declared.</param>
public delegate ResourceTransformationResult? ResourceTransformation(ResourceTransformationArgs args);

/// <summary>What a transformation is asked about.</summary>
/// <param name="resource">The resource.</param>
/// <param name="args">Its arguments.</param>
/// <param name="options">Its options.</param>
public readonly struct ResourceTransformationArgs(Resource resource, ResourceArgs args, ResourceOptions options)
{
    /// <summary>The resource.</summary>
    public Resource Resource { get; } = resource;

    /// <summary>Its arguments.</summary>
    public ResourceArgs Args { get; } = args;

    /// <summary>Its options.</summary>
    public ResourceOptions Options { get; } = options;
}

/// <summary>What a transformation says in place of arguments and options.</summary>
/// <param name="args">The arguments.</param>
/// <param name="options">The options.</param>
public readonly struct ResourceTransformationResult(ResourceArgs args, ResourceOptions options)
{
    /// <summary>The arguments.</summary>
    public ResourceArgs Args { get; } = args;

    /// <summary>The options.</summary>
    public ResourceOptions Options { get; } = options;
}
