using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>Functions that read the license as a whole, and belong to no resource.</summary>
internal static class LicenseFunctions
{
    public static ImmutableArray<Function> All { get; } =
    [
        new CallMethod(Channels, ApiActions.ListChannels, "channels"),
        new CallMethod(ProductSource, ApiActions.GetProductSource),
        new CallMethod(ProductLimits, ApiActions.CheckProductLimits, "exceeded"),
        new WaitUntilReady(),
    ];

    private static FunctionSpec Channels =>
        new(
            "listChannels",
            "Reads the channels through which customers reach the license.",
            [],
            [
                CommonArguments.Output(
                    "channels",
                    PropertyType.List(
                        new ObjectType(
                            "Channel",
                            "A channel.",
                            [
                                CommonArguments.Output(
                                    "channelType",
                                    PropertyType.Text,
                                    "code, direct_link or integration.",
                                    "channel_type"
                                ),
                                CommonArguments.Output(
                                    "channelSubtype",
                                    PropertyType.Text,
                                    "Client id for integration, else empty.",
                                    "channel_subtype"
                                ),
                                CommonArguments.Output(
                                    "firstActivityTimestamp",
                                    PropertyType.Text,
                                    "First activity, RFC 3339.",
                                    "first_activity_timestamp"
                                ),
                            ]
                        )
                    ),
                    "The channels."
                ),
            ]
        );

    private static FunctionSpec ProductSource =>
        new(
            "getProductSource",
            "Reads how the LiveChat product was activated.",
            [],
            [
                new("sourceId", "source_id", PropertyType.Text, "Id of the source."),
                new("sourceType", "source_type", PropertyType.Text, "Type of the source."),
                new("sourceUrl", "source_url", PropertyType.Text, "Address of the source."),
            ]
        );

    private static EnumType Plan =>
        new(
            "Plan",
            "A plan of LiveChat.",
            [
                new("Starter", "starter", "Starter."),
                new("Team", "team", "Team."),
                new("Enterprise", "enterprise", "Enterprise."),
                new("Enterpriseplus", "enterpriseplus", "Enterprise plus."),
            ]
        );

    private static FunctionSpec ProductLimits =>
        new(
            "checkProductLimits",
            "Compares the license with the limits of a plan and gives what exceeds them. Needs a private scope.",
            [new("plan", "plan", Plan, "The plan to compare with.") { Required = true }],
            [
                CommonArguments.Output(
                    "exceeded",
                    PropertyType.List(
                        new ObjectType(
                            "ExceededLimit",
                            "A resource that exceeds a plan's limit.",
                            [
                                CommonArguments.Output(
                                    "resource",
                                    PropertyType.Text,
                                    "What exceeds the limit: agents, groups, banned, queue, queue_continuous, "
                                        + "groups_per_agent, access_rules or group_chooser_groups."
                                ),
                                CommonArguments.Output(
                                    "limitBalance",
                                    PropertyType.Integer(),
                                    "By how much it exceeds the limit.",
                                    "limit_balance"
                                ),
                                new("id", "id", PropertyType.Text, "Agent's e-mail address or group's id, where it is one of several."),
                            ]
                        )
                    ),
                    "What exceeds the limits."
                ),
            ]
        );
}
