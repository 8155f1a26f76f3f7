using Google.Protobuf;
using Grpc.Core;

namespace PluginProtocol.Rpc;

/// <summary>Turns protobuf messages into bytes and back for gRPC.</summary>
public static class ProtoMarshaller
{
    /// <summary>
    /// How deep messages may nest. Protobuf's own limit of 100 is less than a deep property tree needs; Pulumi lifts it as well.
    /// </summary>
    private const int RecursionLimit = 10_000;

    /// <summary>The marshaller of a message type.</summary>
    /// <param name="parser">Reads the type's messages.</param>
    public static Marshaller<T> For<T>(MessageParser<T> parser)
        where T : class, IMessage<T> => Marshallers.Create<T>(Serialize, context => Deserialize(parser, context));

    private static void Serialize<T>(T message, SerializationContext context)
        where T : class, IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    /// <summary>The pooled way first. Where it fails, the message may only be deep: it is read again with a higher limit.</summary>
    /// <exception cref="RpcException">INTERNAL: the bytes are not a message of the type.</exception>
    private static T Deserialize<T>(MessageParser<T> parser, DeserializationContext context)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException)
        {
            return DeserializeDeep(parser, context);
        }
    }

    private static T DeserializeDeep<T>(MessageParser<T> parser, DeserializationContext context)
        where T : class, IMessage<T>
    {
        try
        {
            using var stream = new MemoryStream(context.PayloadAsNewBuffer(), writable: false);
            using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, RecursionLimit);
            return parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The {typeof(T).Name} cannot be parsed: {e.Message}", e));
        }
    }
}
