using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>
/// Customers and their tokens. How a client comes by a token is in no document here: they are seeded, or made by a command.
/// </summary>
internal sealed class CustomerAccounts
{
    /// <summary>The token that is accepted where a seed names none.</summary>
    public const string DefaultToken = "emulator-customer";

    private readonly Dictionary<string, CustomerRecord> _byToken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CustomerRecord> _byId = new(StringComparer.Ordinal);
    private int _made;

    public CustomerAccounts() => Reset([]);

    public IEnumerable<CustomerRecord> All => _byId.Values;

    /// <summary>Puts customers in place; the default one where there are none.</summary>
    public void Reset(IReadOnlyList<JsonObject> customers)
    {
        _byToken.Clear();
        _byId.Clear();
        foreach (var customer in customers)
            Put(customer);
        if (customers.Count == 0)
            Put(new JsonObject { ["token"] = DefaultToken, ["name"] = "Emulated Customer" });
    }

    /// <summary>Makes a customer, or changes the one with the id, and gives a token of theirs.</summary>
    public (CustomerRecord Customer, string Token) Put(JsonObject json)
    {
        var id = Text(json, "id") ?? $"00000000-0000-4000-9000-{++_made:D12}";
        if (!_byId.TryGetValue(id, out var customer))
            _byId[id] = customer = new CustomerRecord { Id = id };
        customer.Name = Text(json, "name") ?? customer.Name;
        customer.Email = Text(json, "email") ?? customer.Email;
        customer.Avatar = Text(json, "avatar") ?? customer.Avatar;
        customer.Banned = json["banned"]?.GetValue<bool>() ?? customer.Banned;
        if (json["geolocation"] is JsonObject place)
            customer.Place = (JsonObject)place.DeepClone();
        foreach (var (key, value) in json["fields"] as JsonObject ?? [])
            customer.Fields[key] = value!.GetValue<string>();
        var token = Text(json, "token") ?? $"customer-{id}";
        _byToken[token] = customer;
        return (customer, token);
    }

    /// <summary>Ends a token, as time does.</summary>
    public void Expire(string token) => _byToken.Remove(token);

    public CustomerRecord? ById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The customer of a token, with or without <c>Bearer</c> before it: one document has it so.</summary>
    public CustomerRecord Authenticate(string? token)
    {
        const string bearer = "Bearer ";
        var bare = token?.StartsWith(bearer, StringComparison.Ordinal) == true ? token[bearer.Length..] : token;
        var customer =
            bare is { Length: > 0 } && _byToken.TryGetValue(bare, out var found)
                ? found
                : throw new ApiFailure("authentication", "Authentication error");
        return customer.Banned ? throw new ApiFailure("customer_banned", "Customer is banned") : customer;
    }

    private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();
}
