using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>Customer Chat API v3.2: the two reads that need no authorization. Parameters come in the query.</summary>
internal static class PublicReads
{
    public static JsonObject Answer(string name, string verb, string query, LicenseState state)
    {
        if (verb != "GET")
            throw ApiFailure.Validation("Use GET");
        var parameters = query
            .TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2))
            .ToDictionary(p => p[0], p => Uri.UnescapeDataString(p.Length > 1 ? p[1] : ""), StringComparer.Ordinal);
        if (Number(parameters, "license_id") != state.LicenseId)
            throw new ApiFailure("license_not_found", "License not found");
        var (space, property) = (parameters.GetValueOrDefault("namespace"), parameters.GetValueOrDefault("name"));
        switch (name)
        {
            case "get_license_properties":
                return PropertyValueMethods.ReadPublicly(state, "license", null, space, property);
            case "get_group_properties":
                var group = Number(parameters, "group_id");
                return state.Groups.ContainsKey(group)
                    ? PropertyValueMethods.ReadPublicly(state, "group", group, space, property)
                    : throw new ApiFailure("group_not_found", "Group not found");
            default:
                throw ApiFailure.NotFound($"There is no method {name}");
        }
    }

    private static int Number(Dictionary<string, string> parameters, string name) =>
        int.TryParse(
            parameters.GetValueOrDefault(name) ?? throw ApiFailure.Validation($"`{name}` is required"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : throw ApiFailure.Validation($"`{name}` must be a number");
}
