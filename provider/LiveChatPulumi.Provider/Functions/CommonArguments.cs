using System.Collections.Immutable;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>Arguments and outputs that several functions share.</summary>
internal static class CommonArguments
{
    /// <summary>The client id whose objects are read.</summary>
    public static readonly PropertySpec Owner = new(
        "ownerClientId",
        "owner_client_id",
        PropertyType.Text,
        "Client id whose objects are read; by default the provider's ownerClientId."
    )
    {
        FromConfig = "ownerClientId",
        Setting = "clientId",
        AlwaysNeeded = true,
    };

    /// <summary>The groups whose objects are read.</summary>
    public static readonly PropertySpec GroupIds = new(
        "groupIds",
        "group_ids",
        PropertyType.Set(PropertyType.Integer(0)),
        "Only objects of these groups; without it, of all."
    );

    /// <summary>The namespace whose properties are read.</summary>
    public static readonly PropertySpec Namespace = new(
        "namespace",
        "namespace",
        PropertyType.Text,
        "Only properties of this namespace, which is the client id that owns them."
    );

    /// <summary>The begin of the names that are read.</summary>
    public static readonly PropertySpec NamePrefix = new(
        "namePrefix",
        "name_prefix",
        PropertyType.Text,
        "Only properties whose names begin so."
    );

    /// <summary>The license that is read without a credential.</summary>
    public static readonly PropertySpec License = new(
        "licenseId",
        "license_id",
        PropertyType.Text,
        "Number of the license; by default the provider's licenseId."
    )
    {
        FromConfig = "licenseId",
        AlwaysNeeded = true,
    };

    /// <summary>The outputs of the public reads, which need no credential.</summary>
    public static ImmutableArray<PropertySpec> PublicOutputs =>
        [
            Output("namespace", PropertyType.Text, "The namespace that was read."),
            Output("properties", PropertyType.Map(PropertyType.Any), "Values by name."),
        ];

    /// <summary>An output that is always there.</summary>
    public static PropertySpec Output(string name, PropertyType type, string description, string? apiName = null) =>
        new(name, apiName ?? name, type, description) { AlwaysPresent = true, Required = true };
}
