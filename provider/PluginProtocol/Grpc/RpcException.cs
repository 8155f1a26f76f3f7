using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Messages;

namespace PluginProtocol.Grpc;

/// <summary>The status codes of gRPC.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>No better code fits. Pulumi takes it as "the resource's state may be corrupt": avoid it.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The time ran out.</summary>
    DeadlineExceeded = 4,

    /// <summary>Not there.</summary>
    NotFound = 5,

    /// <summary>Already there.</summary>
    AlreadyExists = 6,

    /// <summary>Not allowed.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or rate is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the call needs.</summary>
    FailedPrecondition = 9,

    /// <summary>The call was broken off, as by a concurrent one.</summary>
    Aborted = 10,

    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method is not implemented.</summary>
    Unimplemented = 12,

    /// <summary>A bug. Pulumi takes it as "the resource's state may be corrupt".</summary>
    Internal = 13,

    /// <summary>The other side cannot be reached.</summary>
    Unavailable = 14,

    /// <summary>Data were lost.</summary>
    DataLoss = 15,

    /// <summary>The credentials are missing or wrong.</summary>
    Unauthenticated = 16,
}

/// <summary>A call that ended with a status other than OK, with the details that came along.</summary>
public sealed class RpcException : Exception
{
    private const string TypePrefix = "type.googleapis.com/";

    /// <summary>Makes a failure.</summary>
    /// <param name="code">The status.</param>
    /// <param name="message">What happened, for people.</param>
    /// <param name="details">Messages that travel along (<c>grpc-status-details-bin</c>).</param>
    public RpcException(StatusCode code, string message, params IReadOnlyList<Any> details)
        : base(message)
    {
        Code = code;
        Details = details;
    }

    /// <summary>The status.</summary>
    public StatusCode Code { get; }

    /// <summary>The packed details.</summary>
    public IReadOnlyList<Any> Details { get; }

    /// <summary>Packs a detail. The type's name is given by hand: asking the message for it starts protobuf's reflection.</summary>
    public static Any Pack(string typeName, IMessage message) => new() { TypeUrl = TypePrefix + typeName, Value = message.ToByteString() };

    /// <summary>The partial success of a create, read or update: the object exists, but is not ready.</summary>
    public static RpcException InitFailed(ErrorResourceInitFailed detail, StatusCode code = StatusCode.FailedPrecondition) =>
        new(code, string.Join("; ", detail.Reasons), Pack("pulumirpc.ErrorResourceInitFailed", detail));

    /// <summary>The detail of a type, or null.</summary>
    public T? Detail<T>(string typeName, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var any = Details.FirstOrDefault(d => d.TypeUrl == TypePrefix + typeName);
        return any is null ? null : parser.ParseFrom(any.Value);
    }
}
