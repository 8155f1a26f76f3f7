using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Something to look at with a customer's eye.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Place">Where it is written, as file and line; of a derived check, the resource that it follows from.</param>
internal abstract record Check(string Name, string Place)
{
    /// <summary>The kind, by the key that names it in the file.</summary>
    public abstract string Kind { get; }
}

/// <summary>Who comes, and to which page.</summary>
internal sealed record CheckVisitor(string? Page, string? Title, string? Referrer, string? Name, string? Email, int? Group)
{
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    public Visit ToVisit() =>
        new()
        {
            GroupId = Group,
            Referrer = Referrer,
            Page = Page is null ? null : new VisitedPage { Url = Page, Title = Title },
            Customer =
                Name is null && Email is null && Fields is null
                    ? null
                    : new VisitingCustomer
                    {
                        Name = Name,
                        Email = Email,
                        Fields = Fields,
                    },
        };
}

/// <summary>What is expected of a form.</summary>
internal sealed record FormExpectation(FormType Type, bool? Enabled, IReadOnlyList<string>? Fields, IReadOnlyList<string>? Groups);

/// <summary>A customer comes to a page.</summary>
internal sealed record VisitCheck(string Name, string Place, CheckVisitor Visitor) : Check(Name, Place)
{
    public override string Kind => VerifyKeys.Visit;

    public IReadOnlyList<int>? Groups { get; init; }

    public IReadOnlyList<string>? Statuses { get; init; }

    public IReadOnlyList<string>? Agents { get; init; }

    public bool? Bot { get; init; }

    public bool Nobody { get; init; }

    public FormExpectation? Form { get; init; }
}

/// <summary>A property as customers see it.</summary>
internal sealed record PropertyCheck(string Name, string Place, string Namespace, string Property, int? Group) : Check(Name, Place)
{
    public override string Kind => VerifyKeys.Property;

    /// <summary>The value, where one is expected.</summary>
    public JsonNode? Value { get; init; }

    public bool Visible { get; init; } = true;
}

/// <summary>A group as customers see it.</summary>
internal sealed record GroupCheck(string Name, string Place, int Group) : Check(Name, Place)
{
    public override string Kind => VerifyKeys.Group;

    public bool Exists { get; init; } = true;

    public IReadOnlyList<string>? Statuses { get; init; }
}

/// <summary>A webhook that has to arrive.</summary>
internal sealed record HookExpectation(string Action, string? Secret);

/// <summary>A chat that is really started.</summary>
internal sealed record ChatCheck(string Name, string Place, CheckVisitor Visitor, string Message) : Check(Name, Place)
{
    public override string Kind => VerifyKeys.Chat;

    public IReadOnlyList<int>? Groups { get; init; }

    public IReadOnlyList<string>? JoinedBy { get; init; }

    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Properties that the customer's page sets.</summary>
    public IReadOnlyList<(string Namespace, string Name, JsonNode? Value)> Sets { get; init; } = [];

    /// <summary>Properties that the chat or its thread has to have.</summary>
    public IReadOnlyList<(string Namespace, string Name, JsonNode? Value)> Properties { get; init; } = [];

    public HookExpectation? Hook { get; init; }
}
