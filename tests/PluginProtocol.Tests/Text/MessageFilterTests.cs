using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace PluginProtocol_Tests;

public class MessageFilterTests
{
    private readonly MessageFilter _filter = new();

    [Fact]
    public void Of_SecretAtAnyPlaceOfAValue_IsMasked()
    {
        _filter.Learn(
            PropertyObject.Of(
                ("list", PropertyValue.List([PropertyValue.Secret(PropertyValue.Of("first-secret"))])),
                ("whole", PropertyValue.Secret(PropertyObject.Of(("inner", PropertyValue.List([PropertyValue.Of("second-secret")]))))),
                ("output", new PropertyOutput(PropertyValue.Of("third-secret"), isSecret: true, [])),
                ("plain", PropertyValue.Of("no-secret-at-all"))
            )
        );

        Assert.Equal("[secret] [secret] [secret] no-secret-at-all", _filter.Of("first-secret second-secret third-secret no-secret-at-all"));
    }

    [Fact]
    public void Of_OneSecretIsPartOfAnother_NothingOfTheLongerOneIsLeft()
    {
        _filter.Learn("password");
        _filter.Learn("password-and-more");

        Assert.Equal("x [secret] y [secret]", _filter.Of("x password-and-more y password"));
    }

    [Fact]
    public void Of_OneLineOfASecret_IsMasked()
    {
        _filter.Learn("-----BEGIN KEY-----\r\nabcdefghijkl\n");

        Assert.Equal("line: [secret]", _filter.Of("line: abcdefghijkl"));
    }

    [Fact]
    public void Of_SecretIsShorterThanALeastLength_TextStaysAsItIs()
    {
        _filter.Learn("group");

        Assert.Equal("deleting group 'a'", _filter.Of("deleting group 'a'"));
    }

    [Fact]
    public void Of_Failure_IsMaskedWithItsDetailsAndKeepsItsCode()
    {
        _filter.Learn("the-secret");
        var notReady = new ErrorResourceInitFailed { Id = "1", Reasons = { "the-secret is not \u001b taken" } };

        var failure = _filter.Of(RpcErrors.InitFailed(notReady));

        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("[secret] is not \\u001b taken", failure.Status.Detail);
        var detail = failure.Detail<ErrorResourceInitFailed>()!;
        Assert.Equal(("1", "[secret] is not \\u001b taken"), (detail.Id, detail.Reasons.Single()));
    }

    [Fact]
    public void Of_FailureWithoutDetails_IsMasked()
    {
        _filter.Learn("the-secret");

        Assert.Equal("no [secret]", _filter.Of(RpcErrors.Create(StatusCode.Aborted, "no the-secret")).Status.Detail);
    }
}
