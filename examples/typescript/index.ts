import * as pulumi from "@pulumi/pulumi";
import * as livechat from "livechat-pulumi";

const domain: string = new pulumi.Config().get("domain") ?? "example.com";

const sales = new livechat.Group("sales", {
    name: "Sales",
    languageCode: "en",
});

const people: Record<string, string> = { ada: "Ada", ben: "Ben" };
for (const [key, name] of Object.entries(people)) {
    new livechat.Agent(key, {
        email: `${key}@${domain}`,
        name: name,
        groups: [{ groupId: sales.groupId, priority: "normal" }],
    });
}

new livechat.Tag("lead", {
    name: "lead",
    groupIds: [sales.groupId],
});

new livechat.AutoAccess("pricing", {
    description: "Pricing goes to Sales",
    conditions: { url: { values: [{ value: `https://${domain}/pricing` }] } },
    groupIds: [sales.groupId],
});

export const salesGroupId = sales.groupId;
