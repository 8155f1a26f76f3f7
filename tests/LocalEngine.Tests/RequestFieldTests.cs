using LocalEngine_Tests.Yaml;
using LocalEngine.Deployments;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine_Tests;

/// <summary>What the engine makes of fields that programs send with a registration or a read.</summary>
public class RequestFieldTests
{
    private const string Urn = "urn:pulumi:dev::shop::livechat:index:Group::g";

    /// <summary>A program that sends output values leaves propertyDependencies empty: the values say what they depend on.</summary>
    [Fact]
    public void Goal_UsesOutputValues_DependenciesStandInTheValues()
    {
        var request = Nested();
        request.UsesOutputValues = true;
        var goal = GoalState.Create(request, Urn, null, null);
        Assert.Equal(["in a list", "its own", "secret"], goal.PropertyDependencies["deep"].AsEnumerable());
        Assert.Empty(goal.PropertyDependencies["plain"]);
        Assert.Equal(PropertyValue.Of("Support"), goal.Inputs["plain"]);
    }

    /// <summary>Without the flag, the program says itself what a property depends on.</summary>
    [Fact]
    public void Goal_WithoutOutputValues_DependenciesAreThoseSent()
    {
        var request = Nested();
        request.PropertyDependencies["plain"] = new() { Urns = { "b", "a" } };
        var goal = GoalState.Create(request, Urn, null, null);
        Assert.Equal(["plain"], goal.PropertyDependencies.Keys);
        Assert.Equal(["a", "b"], goal.PropertyDependencies["plain"].AsEnumerable());
    }

    [Fact]
    public async Task Get_AdditionalSecretOutputs_AreSecretInTheState()
    {
        using var stack = new YamlStack();
        stack.Write(
            """
            name: shop
            runtime: yaml
            resources:
              other: { type: "livechat:Group", properties: { name: Other } }
              seen:
                type: livechat:Group
                get: { id: "5", state: { name: "${other.name}" } }
                options: { additionalSecretOutputs: [ routingStatus ] }
            """
        );
        Assert.Equal(0, await stack.ApplyAsync());
        var seen = Assert.Single(stack.State.Resources, r => r.External);
        Assert.Equal(PropertyValue.Secret(PropertyValue.Of("offline")), seen.Outputs["routingStatus"]);
        Assert.Equal(["routingStatus"], seen.AdditionalSecretOutputs.AsEnumerable());
        Assert.Equal(["urn:pulumi:dev::shop::livechat:index:Group::other"], seen.Dependencies.AsEnumerable());
    }

    /// <summary>The plugin that shows the schema serves the provider as well: a program in YAML starts it once in each phase.</summary>
    [Fact]
    public async Task Up_ProgramInYaml_StartsThePluginOnceInEachPhase()
    {
        using var stack = new YamlStack();
        stack.Write(
            """
            name: shop
            runtime: yaml
            resources:
              g: { type: "livechat:Group", properties: { name: Support } }
            """
        );
        Assert.Equal(0, await stack.ApplyAsync());
        Assert.Single(stack.Provider.Started);
        Assert.Equal(0, await stack.UpAsync());
        Assert.Equal(3, stack.Provider.Started.Count);
    }

    private static RegisterResourceRequest Nested()
    {
        var list = PropertyValue.List([new PropertyOutput(PropertyValue.Of("x"), false, ["in a list"]), PropertyValue.Of("y")]);
        var secret = PropertyValue.Secret(new PropertyOutput(null, false, ["secret"]));
        var inner = PropertyObject.Of(("list", list), ("secret", secret));
        var inputs = PropertyObject.Of(
            ("deep", new PropertyOutput(inner, false, ["its own", "in a list"])),
            ("plain", PropertyValue.Of("Support"))
        );
        return new RegisterResourceRequest
        {
            Type = "livechat:index:Group",
            Name = "g",
            Custom = true,
            Object = StructCodec.Write(inputs),
        };
    }
}
