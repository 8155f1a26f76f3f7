using System.Text.Json;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace Pulumi_Tests;

/// <summary>Configuration of a run.</summary>
public sealed class ConfigTests : IDisposable
{
    public ConfigTests() =>
        Environment.SetEnvironmentVariable(
            "PULUMI_CONFIG",
            """{"project:number":"7","project:real":"1.5","project:yes":"true","project:list":"[{\"name\":\"a\"}]"}"""
        );

    public void Dispose() => Environment.SetEnvironmentVariable("PULUMI_CONFIG", null);

    [Fact]
    public async Task Config_SecretsOfEachType_AreSecret() =>
        await RunAsync(async config =>
        {
            await SecretAsync(7, config.RequireSecretInt32("number"));
            await SecretAsync(1.5, config.RequireSecretDouble("real"));
            await SecretAsync(1.5, config.GetSecretDouble("real")!);
            await SecretAsync(true, config.RequireSecretBoolean("yes"));
            await SecretAsync(1, config.RequireSecretObject<JsonElement[]>("list").Apply(l => l.Length));
            Assert.Null(config.GetSecretDouble("none"));
        });

    [Fact]
    public async Task Config_ObjectWithOptions_IsReadWithThem() =>
        await RunAsync(async config =>
        {
            var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
            Assert.Equal("a", config.RequireObject<Named[]>("list", options)[0].Name);
            Assert.Equal("a", config.GetObject<Named[]>("list", options)![0].Name);
            Assert.Null(config.GetObject<Named[]>("list")![0].Name);
            Assert.Null(config.GetObject<Named[]>("none", options));
            await SecretAsync("a", config.GetSecretObject<Named[]>("list", options)!.Apply(l => l[0].Name));
            await SecretAsync("a", config.RequireSecretObject<Named[]>("list", options).Apply(l => l[0].Name));
        });

    [Fact]
    public async Task Config_MissingOrOfAnotherType_NamesTheKey() =>
        await RunAsync(config =>
        {
            Assert.Contains(
                "project:none",
                Assert.Throws<RunException>(() => config.RequireSecretInt32("none")).Message,
                StringComparison.Ordinal
            );
            Assert.Contains(
                "project:yes",
                Assert.Throws<RunException>(() => config.RequireSecretDouble("yes")).Message,
                StringComparison.Ordinal
            );
            Assert.Contains(
                "project:list",
                Assert.Throws<RunException>(() => config.RequireObject<int>("list")).Message,
                StringComparison.Ordinal
            );
            return Task.CompletedTask;
        });

    private static async Task RunAsync(Func<Config, Task> check) =>
        await Deployment.TestAsync(new EmptyMocks(), new TestOptions(), () => check(new Config()));

    private static async Task SecretAsync<T>(T expected, Output<T> actual)
    {
        Assert.True(await Output.IsSecretAsync(actual));
        Assert.Equal(expected, await OutputUtilities.GetValueAsync(actual));
    }

    private sealed class Named
    {
        public string? Name { get; set; }
    }
}
