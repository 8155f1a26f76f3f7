using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>Chooses the lifecycle of a resource.</summary>
internal static class ResourceLifecycles
{
    /// <summary>The resource's own lifecycle, else the one of its identity.</summary>
    public static IResourceLifecycle Of(ManagedResource resource, ResourceContext context)
    {
        if (resource.OwnLifecycle(context) is { } own)
            return own;
        var single = (ObjectResource)resource;
        return single.Spec.Identity switch
        {
            Identity.Setting => new SettingLifecycle(single, context),
            Identity.NaturalKey => new NaturalKeyLifecycle(single, context),
            _ => new ServerIdLifecycle(single, context),
        };
    }
}
