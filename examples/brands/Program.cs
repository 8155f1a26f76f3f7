using System.Collections.Generic;
using System.Text.Json;
using Pulumi;
using LiveChat = LiveChatPulumi.LiveChat;

// One stack with the licenses of all brands. Each has a provider instance of its own, so a credential, a pace and limits of its own. Where
// brands are to be applied, or to fail, one by one, each is a stack of its own: ../fleet.
return await Deployment.RunAsync(() =>
{
    var config = new Config();
    var names = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    foreach (var brand in config.RequireObject<List<Brand>>("brands", names))
    {
        var license = new LiveChat.Provider(
            brand.Name,
            new()
            {
                AccountId = brand.AccountId,
                PersonalAccessToken = config.RequireSecret(brand.Name + "Token"),
                ApiUrl = brand.ApiUrl is { } url ? (Input<string>)url : null,
                RequestsPerSecond = 5,
                MaxDeletes = 3,
            }
        );
        var options = new CustomResourceOptions { Provider = license };
        var support = new LiveChat.Group($"{brand.Name}-support", new() { Name = "Support", LanguageCode = brand.Language }, options);
        _ = new LiveChat.Tag($"{brand.Name}-vip", new() { Name = "vip", GroupIds = { support.GroupId } }, options);
    }
});

/// <summary>What differs from brand to brand. The address is for emulators.</summary>
internal sealed record Brand(string Name, string Language, string AccountId, string? ApiUrl = null);
