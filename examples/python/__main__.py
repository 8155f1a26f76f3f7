import pulumi
import livechat_pulumi as livechat

domain = pulumi.Config().get("domain") or "example.com"

sales = livechat.Group("sales", name="Sales", language_code="en")

for key, name in {"ada": "Ada", "ben": "Ben"}.items():
    livechat.Agent(
        key,
        email=f"{key}@{domain}",
        name=name,
        groups=[{"group_id": sales.group_id, "priority": "normal"}],
    )

livechat.Tag("lead", name="lead", group_ids=[sales.group_id])

livechat.AutoAccess(
    "pricing",
    description="Pricing goes to Sales",
    conditions={"url": {"values": [{"value": f"https://{domain}/pricing"}]}},
    group_ids=[sales.group_id],
)

pulumi.export("salesGroupId", sales.group_id)
