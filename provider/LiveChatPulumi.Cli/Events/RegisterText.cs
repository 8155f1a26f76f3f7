using System.Globalization;
using LiveChatPulumi.Export.Writing;

namespace LiveChatPulumi.Cli.Events;

/// <summary>The webhooks that the server of events needs, as a part of a program.</summary>
internal static class RegisterText
{
    private const string Setup =
        "first: livechat config set --secret eventsSecret (the one of " + EventsCommand.SecretVariable + "), and livechat:ownerClientId";

    /// <summary>Resources of a YAML program.</summary>
    public static IEnumerable<string> Yaml(string url)
    {
        yield return "# " + Setup;
        yield return "config:";
        yield return "  eventsSecret: { type: string, secret: true }";
        yield return "resources:";
        foreach (var action in EventRecord.Actions)
        {
            yield return $"  {Name(action)}:";
            yield return "    type: livechat:Webhook";
            yield return $"    properties: {{ action: {action}, url: {Quoted(url)}, type: license, secretKey: \"${{eventsSecret}}\" }}";
        }
    }

    /// <summary>A part of a C# program.</summary>
    public static IEnumerable<string> CSharp(string url)
    {
        yield return "// " + Setup;
        yield return "var eventsSecret = new Pulumi.Config().RequireSecret(\"eventsSecret\");";
        yield return "string[] actions =";
        yield return "[";
        foreach (var action in EventRecord.Actions)
            yield return $"    \"{action}\",";
        yield return "];";
        yield return "foreach (var action in actions)";
        yield return "{";
        yield return "    _ = new LiveChatPulumi.LiveChat.Webhook(";
        yield return "        \"events-\" + action.Replace('_', '-'),";
        yield return "        new()";
        yield return "        {";
        yield return "            Action = action,";
        yield return $"            Url = {SafeText.Quoted(url)},";
        yield return "            Type = LiveChatPulumi.LiveChat.WebhookType.License,";
        yield return "            SecretKey = eventsSecret,";
        yield return "        }";
        yield return "    );";
        yield return "}";
    }

    private static string Name(string action) => string.Create(CultureInfo.InvariantCulture, $"events-{action.Replace('_', '-')}");

    /// <summary>A text in quotes, in which nothing begins a reference.</summary>
    private static string Quoted(string text) => SafeText.Quoted(text).Replace("${", "$${", StringComparison.Ordinal);
}
