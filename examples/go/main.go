package main

import (
	"github.com/livechat-pulumi/livechat-pulumi/sdk/go/livechat"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		domain := config.New(ctx, "").Get("domain")
		if domain == "" {
			domain = "example.com"
		}

		sales, err := livechat.NewGroup(ctx, "sales", &livechat.GroupArgs{
			Name:         pulumi.String("Sales"),
			LanguageCode: pulumi.String("en"),
		})
		if err != nil {
			return err
		}

		for key, name := range map[string]string{"ada": "Ada", "ben": "Ben"} {
			_, err := livechat.NewAgent(ctx, key, &livechat.AgentArgs{
				Email: pulumi.String(key + "@" + domain),
				Name:  pulumi.String(name),
				Groups: livechat.GroupMembershipArray{
					&livechat.GroupMembershipArgs{GroupId: sales.GroupId, Priority: livechat.PriorityNormal},
				},
			})
			if err != nil {
				return err
			}
		}

		_, err = livechat.NewTag(ctx, "lead", &livechat.TagArgs{
			Name:     pulumi.String("lead"),
			GroupIds: pulumi.IntArray{sales.GroupId},
		})
		if err != nil {
			return err
		}

		_, err = livechat.NewAutoAccess(ctx, "pricing", &livechat.AutoAccessArgs{
			Description: pulumi.String("Pricing goes to Sales"),
			Conditions: &livechat.AutoAccessConditionsArgs{
				Url: &livechat.AutoAccessMatchesArgs{
					Values: livechat.AutoAccessMatchArray{
						&livechat.AutoAccessMatchArgs{Value: pulumi.String("https://" + domain + "/pricing")},
					},
				},
			},
			GroupIds: pulumi.IntArray{sales.GroupId},
		})
		if err != nil {
			return err
		}

		ctx.Export("salesGroupId", sales.GroupId)
		return nil
	})
}
