using System.Collections.Generic;
using Pulumi;
using LiveChat = LiveChatPulumi.LiveChat;

return await Deployment.RunAsync(() =>
{
    var config = new Config();
    var domain = config.Get("domain") ?? "example.com";
    var clientId = config.Get("clientId") ?? "your-client-id";

    // To take over what exists: livechat config set import-support 19, and so on; an apply later the settings can go.
    CustomResourceOptions Existing(string name) => new() { ImportId = config.Get("import-" + name) };

    // People and bots. They declare their groups, so the group leaves its members alone.
    var support = new LiveChat.Group("support", new() { Name = "Support", LanguageCode = "en" }, Existing("support"));
    _ = new LiveChat.Agent(
        "lead",
        new()
        {
            Email = $"lead@{domain}",
            Name = "Lee",
            Role = LiveChat.AgentRole.Administrator,
            JobTitle = "Head of Support",
            MaxChatsCount = 4,
            OnDelete = LiveChat.AgentOnDelete.Delete,
            Groups =
            {
                new LiveChat.Inputs.GroupMembershipArgs { GroupId = support.GroupId, Priority = LiveChat.Priority.Supervisor },
            },
            WorkScheduler = new LiveChat.Inputs.WorkSchedulerArgs
            {
                Timezone = "Europe/Warsaw",
                Schedule =
                {
                    new LiveChat.Inputs.ScheduleEntryArgs
                    {
                        Day = LiveChat.Weekday.Monday,
                        Enabled = true,
                        Start = "08:00",
                        End = "12:00",
                    },
                    new LiveChat.Inputs.ScheduleEntryArgs
                    {
                        Day = LiveChat.Weekday.Monday,
                        Enabled = true,
                        Start = "12:30",
                        End = "16:30",
                    },
                },
            },
        },
        Existing("lead")
    );
    var helper = new LiveChat.Bot(
        "helper",
        new()
        {
            Name = "Helper",
            Avatar = $"https://{domain}/helper.png",
            MaxChatsCount = 50,
            DefaultGroupPriority = LiveChat.Priority.First,
            OwnerClientId = clientId,
            Groups =
            {
                new LiveChat.Inputs.GroupMembershipArgs { GroupId = support.GroupId, Priority = LiveChat.Priority.First },
            },
        },
        Existing("helper")
    );
    _ = new LiveChat.BotTemplate(
        "template",
        new()
        {
            Name = "Helper of the app",
            MaxChatsCount = 20,
            DefaultGroupPriority = LiveChat.Priority.First,
            OwnerClientId = clientId,
            AffectExistingInstallations = false,
        },
        Existing("template")
    );

    // How chats find the team, and how the team labels them.
    _ = new LiveChat.Tag("refund", new() { Name = "refund", GroupIds = { support.GroupId } }, Existing("refund"));
    _ = new LiveChat.AutoAccess(
        "pricing",
        new()
        {
            Description = "Pricing pages go to Support",
            GroupIds = { support.GroupId },
            Conditions = new LiveChat.Inputs.AutoAccessConditionsArgs
            {
                Url = new LiveChat.Inputs.AutoAccessMatchesArgs
                {
                    Values = { new LiveChat.Inputs.AutoAccessMatchArgs { Value = "/pricing" } },
                },
                Geolocation = new LiveChat.Inputs.AutoAccessGeolocationArgs
                {
                    Values =
                    {
                        new LiveChat.Inputs.AutoAccessPlaceArgs { CountryCode = "PL" },
                        new LiveChat.Inputs.AutoAccessPlaceArgs { CountryCode = "US", Region = "California" },
                    },
                },
            },
        },
        Existing("pricing")
    );

    // Rules whose order matters: one list, before the rules that are made elsewhere.
    _ = new LiveChat.AutoAccessRules(
        "routing",
        new()
        {
            Rules =
            {
                new LiveChat.Inputs.AutoAccessRuleArgs
                {
                    Key = "checkout",
                    Description = "Checkout",
                    GroupIds = { support.GroupId },
                    Conditions = new LiveChat.Inputs.AutoAccessConditionsArgs
                    {
                        Url = new LiveChat.Inputs.AutoAccessMatchesArgs
                        {
                            Values = { new LiveChat.Inputs.AutoAccessMatchArgs { Value = "/checkout" } },
                        },
                    },
                },
                new LiveChat.Inputs.AutoAccessRuleArgs
                {
                    Key = "blog",
                    Description = "Blog readers wait",
                    GroupIds = { 0 },
                    Conditions = new LiveChat.Inputs.AutoAccessConditionsArgs
                    {
                        Domain = new LiveChat.Inputs.AutoAccessMatchesArgs
                        {
                            Values =
                            {
                                new LiveChat.Inputs.AutoAccessMatchArgs { Value = "blog.example.com", ExactMatch = true },
                            },
                        },
                    },
                },
            },
        },
        Existing("routing")
    );

    // A property, and its values on the license and on a group.
    var tier = new LiveChat.Property(
        "tier",
        new()
        {
            Name = "tier",
            OwnerClientId = clientId,
            Type = LiveChat.PropertyType.Int,
            Description = "Service tier",
            Access = new LiveChat.Inputs.PropertyAccessArgs
            {
                License = new LiveChat.Inputs.PropertyAccessOfLocationArgs
                {
                    Agent = { LiveChat.PropertyRight.Read, LiveChat.PropertyRight.Write },
                    Customer = { LiveChat.PropertyRight.Read },
                },
                Group = new LiveChat.Inputs.PropertyAccessOfLocationArgs
                {
                    Agent = { LiveChat.PropertyRight.Read, LiveChat.PropertyRight.Write },
                },
            },
            Range = new LiveChat.Inputs.PropertyRangeArgs { From = 1, To = 3 },
            DefaultValue = 1,
        },
        Existing("tier")
    );
    _ = new LiveChat.LicenseProperties(
        "licenseTier",
        new() { Namespace = tier.OwnerClientId, Values = { ["tier"] = 2 } },
        Existing("licenseTier")
    );
    _ = new LiveChat.GroupProperties(
        "supportTier",
        new()
        {
            GroupId = support.GroupId,
            Namespace = tier.OwnerClientId,
            Values = { ["tier"] = 3 },
        },
        Existing("supportTier")
    );

    // Whom LiveChat calls, and who we are.
    _ = new LiveChat.Webhook(
        "ratings",
        new()
        {
            Action = "incoming_event",
            Url = $"https://hooks.{domain}/livechat",
            SecretKey = config.RequireSecret("webhookKey"),
            Type = LiveChat.WebhookType.License,
            Description = "Events from customers",
            OwnerClientId = clientId,
            Filters = new LiveChat.Inputs.WebhookFiltersArgs
            {
                AuthorType = LiveChat.WebhookAuthorType.Customer,
                SourceType = { LiveChat.WebhookSourceType.OtherClients, LiveChat.WebhookSourceType.System },
            },
            AdditionalData = { LiveChat.WebhookAdditionalData.ChatProperties },
        },
        Existing("ratings")
    );
    _ = new LiveChat.LicenseWebhooks("webhooks", new() { OwnerClientId = clientId, Enabled = true }, Existing("webhooks"));
    _ = new LiveChat.CompanyDetails(
        "company",
        new()
        {
            Company = "Example",
            City = "Wroclaw",
            Country = "Poland",
            Url = $"https://{domain}",
        },
        Existing("company")
    );

    return new Dictionary<string, object?>
    {
        ["groupId"] = support.GroupId,
        ["botId"] = helper.BotId,
        ["botSecret"] = helper.Secret,
    };
});
