using System.Text.Json;
using Pulumi;
using Pulumi.Utilities;

namespace Pulumi_Tests;

/// <summary>JSON of values that hold outputs.</summary>
public class JsonTests
{
    [Fact]
    public async Task JsonSerialize_OutputsInside_AreWhatTheyHold()
    {
        var late = new TaskCompletionSource<string>();
        var json = Output.JsonSerialize(
            Output.Create(
                new Dictionary<string, object>
                {
                    ["output"] = Output.Create(late.Task),
                    ["nested"] = Output.Create(new[] { Output.Create(1), Output.Create(2) }),
                }
            )
        );
        late.SetResult("later");
        Assert.Equal("""{"output":"later","nested":[1,2]}""", await OutputUtilities.GetValueAsync(json));
        Assert.False(await Output.IsSecretAsync(json));
    }

    [Fact]
    public async Task JsonSerialize_InputInside_IsWhatItHolds() =>
        Assert.Equal(
            """{"Name":"a"}""",
            await OutputUtilities.GetValueAsync(Output.JsonSerialize(Output.Create(new WithInput { Name = "a" })))
        );

    [Fact]
    public async Task JsonSerialize_UnknownInside_IsUnknown()
    {
        var json = Output.JsonSerialize(Output.Create(new[] { Output.Create(1), OutputUtilities.CreateUnknown(2) }));
        Assert.False(await OutputUtilities.GetIsKnownAsync(json));
    }

    [Fact]
    public async Task JsonSerialize_SecretInside_IsSecret()
    {
        var json = Output.JsonSerialize(Output.Create(new[] { Output.Create(1), Output.CreateSecret(2) }));
        Assert.True(await Output.IsSecretAsync(json));
        Assert.Equal("[1,2]", await OutputUtilities.GetValueAsync(json));
    }

    [Fact]
    public async Task JsonSerialize_FailureInside_IsTheOutputsFailure()
    {
        var json = Output.JsonSerialize(Output.Create(new[] { Output.Create(Task.FromException<int>(new FormatException("bad"))) }));
        Assert.Equal("bad", (await Assert.ThrowsAsync<FormatException>(() => OutputUtilities.GetValueAsync(json))).Message);
    }

    [Fact]
    public async Task JsonSerialize_Options_AreKept()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        var json = Output.JsonSerialize(Output.Create(new WithInput { Name = "a" }), options);
        Assert.Equal("""{"name":"a"}""", await OutputUtilities.GetValueAsync(json));
        Assert.Empty(options.Converters);
    }

    [Fact]
    public async Task JsonDeserialize_TypeWithOutputs_HasOutputsAsSecretAsTheText()
    {
        var read = Output.JsonDeserialize<Dictionary<string, Output<int>>>(json: Output.CreateSecret("""{"a":1}"""));
        Assert.True(await Output.IsSecretAsync(read));
        var inner = (await OutputUtilities.GetValueAsync(read))["a"];
        Assert.Equal(1, await OutputUtilities.GetValueAsync(inner));
        Assert.True(await Output.IsSecretAsync(inner));
    }

    [Fact]
    public async Task JsonDeserialize_Unknown_IsUnknown() =>
        Assert.False(await OutputUtilities.GetIsKnownAsync(Output.JsonDeserialize<int>(OutputUtilities.CreateUnknown("1"))));

    private sealed class WithInput
    {
        public Input<string> Name { get; set; } = null!;
    }
}
