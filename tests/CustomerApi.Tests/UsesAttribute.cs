using LiveChatPulumi.CustomerApi;

namespace LiveChatPulumi_CustomerApi_Tests;

/// <summary>Says which methods or pushes a test uses, for the page docs/customer-api.md.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class UsesAttribute(Transports transport, params string[] names) : Attribute
{
    public Transports Transport { get; } = transport;

    /// <summary>Names; none where the test uses all methods that <see cref="CallTable"/> has for the transport.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>Says that a test uses all pushes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UsesPushesAttribute : Attribute;
