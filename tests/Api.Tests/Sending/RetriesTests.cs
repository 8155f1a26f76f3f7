using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Sending;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Failures after which a call is sent again.</summary>
public class RetriesTests
{
    [Theory]
    [InlineData("list_groups", ErrorTypes.Transport, true, true)]
    [InlineData("update_group", ErrorTypes.Internal, true, true)]
    [InlineData("create_group", ErrorTypes.Transport, true, false)]
    [InlineData("create_tag", ErrorTypes.Internal, true, false)]
    [InlineData("create_group", ErrorTypes.Transport, false, true)]
    [InlineData("create_group", ErrorTypes.ServiceUnavailable, false, true)]
    [InlineData("list_groups", ErrorTypes.Validation, false, false)]
    [InlineData("list_groups", ErrorTypes.Authorization, false, false)]
    public void MayRepeat_FailureOfAMethod_OnlyWhereASecondCallDoesNoHarm(string method, string type, bool outcomeUnknown, bool may) =>
        Assert.Equal(
            may,
            Retries.MayRepeat(new ApiException(ApiActions.All[method], type, type, null) { OutcomeUnknown = outcomeUnknown })
        );
}
