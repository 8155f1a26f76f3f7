using System.Collections.Generic;
using Pulumi;
using LiveChat = LiveChatPulumi.LiveChat;

return await Deployment.RunAsync(() =>
{
    // Values of a stack are in Pulumi.<stack>.yaml: livechat config set domain example.org
    var domain = new Config().Get("domain") ?? "example.com";

    var support = new LiveChat.Group("support", new() { Name = "Support", LanguageCode = "en" });
    var ann = new LiveChat.Agent("ann", new()
    {
        Email = $"ann@{domain}",
        Name = "Ann",
        Groups = { new LiveChat.Inputs.GroupMembershipArgs { GroupId = support.GroupId, Priority = LiveChat.Priority.First } },
    });
    _ = new LiveChat.Tag("vip", new() { Name = "vip", GroupIds = { support.GroupId } });

    return new Dictionary<string, object?> { ["supportGroupId"] = support.GroupId, ["agent"] = ann.Email };
});
