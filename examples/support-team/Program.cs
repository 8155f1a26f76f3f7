using Pulumi;
using SupportTeam;

return await Deployment.RunAsync(Team.Declare);
