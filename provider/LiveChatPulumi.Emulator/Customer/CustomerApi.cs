using System.Collections.Frozen;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Control;
using LiveChatPulumi.Emulator.Customer.Methods;
using LiveChatPulumi.Emulator.Customer.Rtm;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>The methods of the customers' API, and what holds for all of them on both transports.</summary>
internal sealed class CustomerApi(CustomerHub hub)
{
    private static readonly FrozenDictionary<string, CustomerMethod> Methods = new[]
    {
        ChatMethods.All,
        EventMethods.All,
        ChatPropertyMethods.All,
        CustomerMethods.All,
        LookupMethods.All,
        FileMethods.All,
    }
        .SelectMany(m => m)
        .ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>The methods of the Web API.</summary>
    public static IEnumerable<string> WebMethods => Methods.Values.Where(m => m.Served != Served.OlderRtm).Select(m => m.Name);

    /// <summary>The methods of the RTM API by the older document.</summary>
    public static IEnumerable<string> RtmMethods =>
        Methods.Values.Where(m => m.Served.HasFlag(Served.OlderRtm)).Select(m => m.Name).Concat(["login", "ping"]);

    /// <summary>Answers a call of the Web API.</summary>
    public JsonObject? AnswerWeb(string name, string? token, JsonObject request, Fault? fault)
    {
        if (!Methods.TryGetValue(name, out var method) || !method.IsOnWeb(hub.Options))
            throw ApiFailure.NotFound($"There is no method {name}");
        return hub.Ask(() =>
        {
            var customer = hub.Accounts.Authenticate(token);
            RequireLicense();
            ThrowPlanned(name, fault);
            return Run(method, new CustomerCall(hub, customer, request, hub.Visible, null));
        });
    }

    /// <summary>Answers a call of a connection; it has logged in.</summary>
    public JsonObject? AnswerRtm(string name, JsonObject request, RtmConnection connection, Fault? fault)
    {
        if (!Methods.TryGetValue(name, out var method) || !method.IsOnRtm(hub.Options) || name == FileMethods.SendFile)
            throw ApiFailure.Validation($"There is no action {name}");
        var customer = connection.Customer ?? throw new ApiFailure("authentication", "Log in first");
        if (customer.Banned)
            throw new ApiFailure("customer_banned", "Customer is banned");
        ThrowPlanned(name, fault);
        return Run(method, new CustomerCall(hub, customer, request, hub.Visible, connection));
    }

    /// <summary>Logs a connection in.</summary>
    public JsonObject LogIn(JsonObject request, RtmConnection connection, Fault? fault)
    {
        Parameter.CheckAll("", CustomerMethods.Login, request, hub.Options);
        var customer = hub.Accounts.Authenticate(request["token"]!.GetValue<string>());
        RequireLicense();
        ThrowPlanned("login", fault);
        if (hub.Connections.Count(c => c.Customer == customer && c != connection) >= hub.MaxConnections)
            throw new ApiFailure("too_many_connections", "Customer reached max number of connections");
        var answer = CustomerMethods.LogIn(new CustomerCall(hub, customer, request, hub.Visible, connection));
        connection.Customer = customer;
        connection.LastMove = hub.Clock.GetUtcNow();
        return answer;
    }

    private JsonObject? Run(CustomerMethod method, CustomerCall call)
    {
        Parameter.CheckAll("", method.Parameters, call.Request, hub.Options);
        if (call.Connection is { } connection && method.Served.HasFlag(Served.OlderWeb))
            connection.LastMove = hub.Clock.GetUtcNow();
        return method.Run(call);
    }

    private void RequireLicense()
    {
        if (hub.IsExpired)
            throw new ApiFailure("license_expired", "License expired");
    }

    private static void ThrowPlanned(string method, Fault? fault)
    {
        if (fault?.Kind == FaultKind.Fail)
            throw new ApiFailure(fault.Type, fault.Message ?? $"Planned failure of {method}");
    }
}
