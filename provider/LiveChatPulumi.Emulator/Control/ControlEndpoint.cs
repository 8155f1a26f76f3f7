using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Customer;
using LiveChatPulumi.Emulator.State;
using LiveChatPulumi.Emulator.Webhooks;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>Answers the emulator's own commands. They are under <c>/_emulator/</c>, off the API's path.</summary>
internal sealed class ControlEndpoint(
    License license,
    EmulatorOptions options,
    EmulatorClock clock,
    FaultPlan faults,
    CallLog log,
    Credentials credentials,
    WebhookSender webhooks,
    CustomerControl customers
)
{
    public const string Path = "/_emulator/";

    /// <summary>Answers a command; null means there is none of that name.</summary>
    /// <exception cref="FormatException">The command's body is wrong.</exception>
    public JsonNode? Answer(string command, JsonObject body)
    {
        switch (command)
        {
            case "seed":
                SeedKeys.Check(body);
                license.Reset(Seed.Read(body));
                if (body["credentials"] is JsonArray list)
                    credentials.Reset(list.OfType<JsonObject>());
                customers.Seed(body);
                return new JsonObject();
            case "dump":
                return Seed.Write(license.Current);
            case "options":
                options.Apply(body);
                return new JsonObject();
            case "clock":
                if (body["scale"]?.Number() is { } scale)
                    clock.Scale = scale;
                if (body["advanceSeconds"]?.Number() is { } seconds)
                    clock.Advance(TimeSpan.FromSeconds(seconds));
                customers.Look();
                return new JsonObject { ["now"] = clock.GetUtcNow().ToString("O") };
            case "faults":
                faults.Add(Fault.Parse(body));
                return new JsonObject();
            case "faults/clear":
                faults.Clear();
                return new JsonObject();
            case "log":
                return log.ToJson();
            case "log/clear":
                log.Clear();
                return new JsonObject();
            case "webhooks":
                return webhooks.ToJson();
            default:
                return customers.Answer(command, body);
        }
    }
}
