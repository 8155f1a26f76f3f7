using System.Text.Json.Nodes;

namespace LiveChatPulumi.Provider.Run;

/// <summary>Whose a record of the journal is: several licenses and stacks of one machine may share a folder.</summary>
/// <param name="License">
/// The license by its configured number, or, where none is configured, a digest of the credential, which changes with the credential.
/// </param>
/// <param name="IsNamed">True for a license by its number.</param>
/// <param name="Provider">The id of the provider resource in the engine's state; empty where the engine does not tell.</param>
internal sealed record JournalOwner(string License, bool IsNamed, string Provider)
{
    /// <summary>True for a record of another state, though it may have the same project, stack and names.</summary>
    public bool IsAnotherState(JournalOwner other) => Provider.Length > 0 && other.Provider.Length > 0 && Provider != other.Provider;

    /// <summary>True for a record that is surely of the same license: by its name, or by the provider.</summary>
    public bool IsSameLicense(JournalOwner other) => License == other.License || (Provider.Length > 0 && Provider == other.Provider);

    /// <summary>True for a record that is surely of another license.</summary>
    public bool IsAnotherLicense(JournalOwner other) => IsNamed && other.IsNamed && License != other.License;

    public static JournalOwner Read(JsonObject json) =>
        new(json["license"]!.GetValue<string>(), json["named"]!.GetValue<bool>(), json["provider"]!.GetValue<string>());

    public JsonObject WriteTo(JsonObject json)
    {
        (json["license"], json["named"], json["provider"]) = (License, IsNamed, Provider);
        return json;
    }
}
