using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Cli.Contracts;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace Cli_Tests.Contracts;

/// <summary>An emulated license to make a contract of. Its time passes as soon as anybody waits.</summary>
internal sealed class SandboxLicense : IAsyncDisposable
{
    /// <summary>What no probe tells with an access token.</summary>
    public static readonly string[] Untold =
    [
        "protectedTargets",
        "unregisterPublished",
        "publishAgain",
        "retryAfter",
        "foreignOwner",
        "suspendedRequester",
        "tagsOfOtherGroups",
        "botsOfOthers",
        "privateValuesWithPat",
    ];

    private readonly JumpingTime _time = new(addsUp: true);

    public EmulatorServer Emulator { get; private set; } = null!;

    /// <summary>The license as it was.</summary>
    public string Before { get; private set; } = "";

    public static async Task<SandboxLicense> StartAsync(IEnumerable<KeyValuePair<string, string>>? switches = null, string? options = null)
    {
        var license = new SandboxLicense();
        license.Emulator = await EmulatorServer.StartAsync(time: license._time);
        foreach (var (name, value) in switches ?? [])
            license.Emulator.Options[name] = value;
        if (options is not null)
            license.Emulator.Options.Apply((JsonObject)JsonNode.Parse(options)!);
        license.Before = license.Dump();
        return license;
    }

    /// <summary>The license without the count of its groups, which no call takes back.</summary>
    public string Dump()
    {
        var dump = (JsonObject)Emulator.Control("dump").DeepClone();
        dump.Remove("next_group_id");
        return dump.ToJsonString();
    }

    public void Fault(string json) => Emulator.Control("faults", (JsonObject)JsonNode.Parse(json)!);

    /// <summary>Makes a contract.</summary>
    public async Task<ContractReport> RunAsync(
        bool isPersonal = false,
        string? owner = "emulator-client",
        CancellationToken cancellationToken = default
    )
    {
        Credential credential = isPersonal
            ? new Credential.PersonalAccessToken(EmulatorServer.DefaultAccount, new SecretText(EmulatorServer.DefaultPersonalToken))
            : new Credential.Bearer(new SecretText(EmulatorServer.DefaultToken));
        var watch = new AnswerWatch();
        var options = new ApiOptions
        {
            Credential = credential,
            Url = Emulator.Url,
            MaxRetries = 2,
            Batching = new BatchOptions { Size = 1 },
        };
        using var api = new ConfigurationApi(options, watch, _time);
        var sandbox = new Sandbox(api, owner, isPersonal, TimeSpan.FromMinutes(2), _time);
        return await new ContractRun(sandbox, watch).RunAsync(cancellationToken).InTimeAsync();
    }

    /// <summary>Asserts that the license is as it was, and that the contract is what the emulator does.</summary>
    public void AssertFound(ContractReport report, IEnumerable<string> untold)
    {
        Assert.Null(report.CutOff);
        Assert.Empty(report.Left);
        Assert.Equal(Before, Dump());
        var config = report.Findings.Where(f => EmulatorOptions.Switches.ContainsKey(f.Name)).ToList();
        Assert.Equal(
            config.Select(f => untold.Contains(f.Name) ? $"{f.Name} unknown" : $"{f.Name} {Emulator.Options[f.Name]}"),
            config.Select(f => $"{f.Name} {f.Value ?? "unknown"}{(f.Value is null && !untold.Contains(f.Name) ? ": " + f.Text : "")}")
        );
        Assert.All(report.Findings, f => Assert.NotEmpty(f.Text));
    }

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();
}
