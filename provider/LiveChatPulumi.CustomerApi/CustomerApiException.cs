using System.Collections.Frozen;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Rtm;

namespace LiveChatPulumi.CustomerApi;

/// <summary>What went wrong with a call.</summary>
public enum CustomerErrorKind
{
    /// <summary>An error of a type that is not known here.</summary>
    Other,

    /// <summary>The server failed (<c>internal</c>; in a sample, <c>internal_error</c>).</summary>
    Internal,

    /// <summary>The customer is banned.</summary>
    CustomerBanned,

    /// <summary>The request is malformed.</summary>
    Validation,

    /// <summary>The customer may not do this.</summary>
    Authorization,

    /// <summary>The token is invalid or expired.</summary>
    Authentication,

    /// <summary>The license has expired.</summary>
    LicenseExpired,

    /// <summary>There was no answer in time: the server says so, or nothing came.</summary>
    RequestTimeout,

    /// <summary>The server does not speak this version.</summary>
    UnsupportedVersion,

    /// <summary>Ours: the request was not sent, because the API would refuse it.</summary>
    NotSent,

    /// <summary>Ours: the server was not reached, or the connection broke.</summary>
    Transport,

    /// <summary>Ours: what came is no answer of this API.</summary>
    Unreadable,
}

/// <summary>A call that the API refused, or that did not get through. The message says what to do, and holds no secret.</summary>
public sealed class CustomerApiException : Exception
{
    /// <summary>Makes a failure.</summary>
    /// <param name="action">The method that was called.</param>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">The server's words, or ours.</param>
    /// <param name="inner">The cause.</param>
    public CustomerApiException(string action, CustomerErrorKind kind, string message, Exception? inner = null)
        : this(action, kind, null, message, inner) { }

    private CustomerApiException(string action, CustomerErrorKind kind, string? type, string message, Exception? inner)
        : base(Describe(action, kind, type, message), inner)
    {
        Action = action;
        Kind = kind;
        Type = type;
        ApiMessage = message;
    }

    /// <summary>The method that was called.</summary>
    public string Action { get; }

    /// <summary>What went wrong.</summary>
    public CustomerErrorKind Kind { get; }

    /// <summary>The server's word for it; null where the failure is ours to tell.</summary>
    public string? Type { get; }

    /// <summary>The server's words, or ours, without the remedy.</summary>
    public string ApiMessage { get; }

    /// <summary>True when it is not known whether the call took effect.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>True when it never left this process, for want of a connection.</summary>
    internal bool WasNeverSent { get; init; }

    /// <summary>How the connection ended that the call was on, or null.</summary>
    internal Disconnect? Disconnect { get; init; }

    /// <summary>True when the same call may go well later, without a change by anybody.</summary>
    public bool MayPass => Kind is CustomerErrorKind.Internal or CustomerErrorKind.RequestTimeout or CustomerErrorKind.Transport;

    private static FrozenDictionary<CustomerErrorKind, string> Names { get; } =
        new Dictionary<CustomerErrorKind, string>
        {
            [CustomerErrorKind.Internal] = "internal",
            [CustomerErrorKind.CustomerBanned] = "customer_banned",
            [CustomerErrorKind.Validation] = "validation",
            [CustomerErrorKind.Authorization] = "authorization",
            [CustomerErrorKind.Authentication] = "authentication",
            [CustomerErrorKind.LicenseExpired] = "license_expired",
            [CustomerErrorKind.RequestTimeout] = "request_timeout",
            [CustomerErrorKind.UnsupportedVersion] = "unsupported_version",
        }.ToFrozenDictionary();

    /// <summary>The failure that an <c>error</c> of an answer stands for.</summary>
    internal static CustomerApiException FromError(string action, JsonObject error)
    {
        var type = Tolerant.TextOrNull(error["type"]) ?? "";
        var kind =
            type == "internal_error"
                ? CustomerErrorKind.Internal
                : Names.Where(n => n.Value == type).Select(n => n.Key).FirstOrDefault(CustomerErrorKind.Other);
        var message = Tolerant.TextOrNull(error["message"]) is { Length: > 0 } m ? m : type;
        return new CustomerApiException(action, kind, type, message, null)
        {
            OutcomeUnknown = kind is CustomerErrorKind.Internal or CustomerErrorKind.RequestTimeout,
        };
    }

    private static string Describe(string action, CustomerErrorKind kind, string? type, string message)
    {
        var text = $"{action} failed{(string.IsNullOrEmpty(type) ? "" : $" ({type})")}: {message.TrimEnd('.')}.";
        return Remedy(kind) is { } remedy ? $"{text} {remedy}" : text;
    }

    private static string? Remedy(CustomerErrorKind kind) =>
        kind switch
        {
            CustomerErrorKind.Authentication => "Get a new customer access token: agents' tokens and personal access tokens do not "
                + "work here, and a customer's expires.",
            CustomerErrorKind.Authorization => "The customer may act in own chats only, and change what the access of a property allows.",
            CustomerErrorKind.CustomerBanned => "Take a token of another customer, or lift the ban in LiveChat.",
            CustomerErrorKind.LicenseExpired => "Renew the license in LiveChat.",
            CustomerErrorKind.UnsupportedVersion => "Version 3.0 of the customer API is no longer served there: check the address.",
            CustomerErrorKind.Internal => "Try again; when it stays, the server has a fault.",
            CustomerErrorKind.RequestTimeout => "Try again; read first whether the call took effect.",
            CustomerErrorKind.Transport => "Check the address and the network.",
            CustomerErrorKind.Unreadable => "Check the address: something else answers there, or the API has changed.",
            _ => null,
        };
}
