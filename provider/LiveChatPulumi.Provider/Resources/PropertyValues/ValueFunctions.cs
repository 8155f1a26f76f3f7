using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.PropertyValues;

/// <summary>Functions that read property values.</summary>
internal static class ValueFunctions
{
    public static FunctionSpec OfLicense =>
        new(
            "getLicenseProperties",
            "Reads property values of the license. Where none is set, LiveChat gives the property's default.",
            [CommonArguments.Namespace, CommonArguments.NamePrefix],
            [CommonArguments.Output("properties", PropertyType.Map(PropertyType.Map(PropertyType.Any)), "Values by namespace and name.")]
        );

    public static FunctionSpec OfGroups =>
        new(
            "getGroupsProperties",
            "Reads property values of groups. Where none is set, LiveChat gives the property's default.",
            [
                CommonArguments.GroupIds with
                {
                    Default = PropertyValue.List([]),
                    Description = "Groups whose values are read; without it, all.",
                },
                CommonArguments.Namespace,
                CommonArguments.NamePrefix,
            ],
            [
                CommonArguments.Output(
                    "groups",
                    PropertyType.List(
                        new ObjectType(
                            "GroupPropertyValues",
                            "Property values of one group.",
                            [
                                CommonArguments.Output("groupId", PropertyType.Integer(), "Id of the group.", "id"),
                                CommonArguments.Output(
                                    "properties",
                                    PropertyType.Map(PropertyType.Map(PropertyType.Any)),
                                    "Values by namespace and name."
                                ),
                            ]
                        )
                    ),
                    "The groups with their values."
                ),
            ]
        );

    public static FunctionSpec PublicOfLicense =>
        new(
            "getPublicLicenseProperties",
            "Reads the property values of the license that customers may read, as anyone on the internet can: without any credential.",
            [CommonArguments.License, CommonArguments.Namespace, new("name", "name", PropertyType.Text, "Only the property of this name.")],
            CommonArguments.PublicOutputs
        );

    public static FunctionSpec PublicOfGroup =>
        new(
            "getPublicGroupProperties",
            "Reads the property values of a group that customers may read, as anyone on the internet can: without any credential.",
            [
                CommonArguments.License,
                new("groupId", "group_id", PropertyType.Integer(0), "Id of the group.") { Required = true },
                CommonArguments.Namespace,
                new("name", "name", PropertyType.Text, "Only the property of this name."),
            ],
            CommonArguments.PublicOutputs
        );
}
