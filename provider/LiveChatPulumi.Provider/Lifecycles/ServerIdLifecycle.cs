using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>The life of an object to which the server gives an id: two creates make two objects.</summary>
internal class ServerIdLifecycle(ObjectResource resource, ResourceContext context) : CreatedObjectLifecycle(resource, context);
