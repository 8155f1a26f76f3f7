using LiveChatPulumi.Emulator;
using LocalEngine.State;

namespace Cli_Tests;

/// <summary>Commands that call LiveChat without the plugin send a credential where it was meant to go, as the plugin does.</summary>
public class CredentialAddressTests
{
    private static readonly PassphraseKeys Keys = CommandHarness.QuickKeys;
    private static readonly string Salt = PassphraseCrypter.Create("x", Keys).Salt;

    /// <summary>All that open the license of a stack by LicenseAccess.</summary>
    private static readonly string[][] OfAStack =
    [
        ["doctor"],
        ["routes"],
        ["routes", "test", "--url", "https://example.com/"],
        ["routes", "--preview"],
        ["verify", "--derive"],
    ];

    /// <summary>Those that take the variables alone.</summary>
    private static readonly string[][] OfNoStack =
    [
        ["request-unsuspension"],
        ["export", "--as-seed", "-"],
    ];

    private const string Refusal = "livechat:apiUrl is in the configuration, and the credential is in the environment";

    [Fact]
    public async Task Command_AddressOfTheStackAndCredentialOfTheEnvironment_SendsNothing()
    {
        await using var command = await StartAsync();
        await using var other = await EmulatorServer.StartAsync();
        await command.SucceedAsync("config", "set", "livechat:apiUrl", other.Url.ToString());
        await AssertRefusedAsync(command, OfAStack, Refusal);

        // The pair of the environment wins over an access token of the file.
        await command.SucceedAsync("config", "set", "--secret", "livechat:accessToken", "dal:emulator-token");
        command.Environment["LIVECHAT_ACCOUNT_ID"] = "emulator";
        command.Environment["LIVECHAT_PERSONAL_ACCESS_TOKEN"] = "emulator-pat";
        await AssertRefusedAsync(
            command,
            [
                ["routes"],
            ],
            Refusal
        );
        Assert.Empty(other.Log.Calls);

        // Where the file has address and credential, they go together.
        command.Environment["LIVECHAT_ACCOUNT_ID"] = "";
        command.Environment["LIVECHAT_PERSONAL_ACCESS_TOKEN"] = "";
        await command.SucceedAsync("routes");
        Assert.NotEmpty(other.Log.Calls);
    }

    [Fact]
    public async Task Command_AddressWithoutEncryption_SendsNothing()
    {
        await using var command = await StartAsync();
        command.Environment["LIVECHAT_API_URL"] = "http://livechat.invalid";
        await AssertRefusedAsync(command, [.. OfAStack, .. OfNoStack], "unencrypted");
    }

    private static async Task AssertRefusedAsync(CommandHarness command, string[][] commands, string reason)
    {
        foreach (var arguments in commands)
        {
            var (code, output, errors) = await command.RunAsync(arguments);
            Assert.True(code == 1 && errors.Contains(reason, StringComparison.Ordinal), string.Join(' ', arguments) + output + errors);
        }
    }

    /// <summary>A stack with a rule, for commands that ask the license for nothing else.</summary>
    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync(keys: Keys);
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"), $"encryptionsalt: {Salt}\n");
        command.Write(
            """
              shop:
                type: livechat:AutoAccess
                properties: { groupIds: [0], conditions: { url: { values: [ { value: /shop } ] } } }
            """
        );
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        return command;
    }
}
