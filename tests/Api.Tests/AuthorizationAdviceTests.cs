using LiveChatPulumi.Api;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Advice on what a caller may not do: the server's reason, and then only what fits it.</summary>
public class AuthorizationAdviceTests
{
    [Theory]
    [InlineData("owner_client_id is not owned by your organization", "livechat:ownerClientId", "scopes")]
    [InlineData("The bot belongs to another client id", "livechat:ownerClientId", "scopes")]
    [InlineData("No write access to property", "publicAccess", "scopes")]
    [InlineData("No read access to property tier", "publicAccess", "scopes")]
    [InlineData("The requester is suspended", "the agent that the token belongs to", "scopes")]
    [InlineData("Missing scope", "needs these scopes", "ownerClientId")]
    [InlineData("Properties of another namespace need properties.license.value--all:rw", "needs these scopes", "publicAccess")]
    public void Message_Authorization_HasTheReasonAndTheAdviceThatFits(string reason, string advice, string other)
    {
        var message = new ApiException(ApiActions.UpdateLicenseProperties, ErrorTypes.Authorization, reason, 403).Message;
        Assert.StartsWith($"update_license_properties failed (authorization): {reason}. ", message, StringComparison.Ordinal);
        Assert.Contains(advice, message, StringComparison.Ordinal);
        Assert.DoesNotContain(other, message, StringComparison.Ordinal);
    }
}
