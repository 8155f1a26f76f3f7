using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace PluginProtocol.Text;

/// <summary>
/// Stands between a process and people: every text that leaves it passes here. The filter masks the secrets of the run, which a server
/// may repeat in its errors, and shows what is hostile in the names of a license (see <see cref="PlainText"/>).
/// </summary>
public sealed class MessageFilter
{
    /// <summary>Shorter secrets would be found in texts that have nothing to do with them.</summary>
    public const int ShortestSecret = 8;

    private const string Mask = "[secret]";

    /// <summary>The longest first: one secret may be a part of another.</summary>
    private static readonly Comparer<string> LongestFirst = Comparer<string>.Create(
        (a, b) => a.Length != b.Length ? b.Length - a.Length : string.CompareOrdinal(a, b)
    );

    private ImmutableSortedSet<string> _secrets = ImmutableSortedSet.Create<string>(LongestFirst);

    /// <summary>Learns a secret of the run, and each of its lines: texts are shown line by line.</summary>
    public void Learn(string? secret)
    {
        foreach (var line in Split(secret ?? "").Append(secret ?? ""))
        {
            if (line.Length >= ShortestSecret)
                ImmutableInterlocked.Update(ref _secrets, (known, added) => known.Add(added), line);
        }
    }

    /// <summary>Learns all secrets that a value marks as such.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isSecret">True where the whole value is secret.</param>
    public void Learn(PropertyValue value, bool isSecret = false)
    {
        if (!isSecret && !value.ContainsSecret)
            return;
        switch (value)
        {
            case PropertySecret secret:
                Learn(secret.Value, isSecret: true);
                break;
            case PropertyOutput { Value: { } content } output:
                Learn(content, isSecret || output.IsSecret);
                break;
            case PropertyObject o:
                foreach (var (_, member) in o.Members)
                    Learn(member, isSecret);
                break;
            case PropertyArray a:
                foreach (var item in a.Items)
                    Learn(item, isSecret);
                break;
            case PropertyString text when isSecret:
                Learn(text.Value);
                break;
        }
    }

    /// <summary>A text as people may see it, in one line.</summary>
    public string Of(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        return PlainText.Line(text);
    }

    /// <summary>A text of ours that may have several lines, each as people may see it.</summary>
    public IEnumerable<string> Lines(string text) => Split(text).Select(Of);

    /// <summary>A failure as people may see it.</summary>
    public RpcException Of(RpcException failure)
    {
        if (failure.GetRpcStatus() is not { } status)
            return new RpcException(new Grpc.Core.Status(failure.StatusCode, Of(failure.Status.Detail)));
        status.Message = Of(status.Message);
        if (status.GetDetail<ErrorResourceInitFailed>() is { } notReady)
        {
            var reasons = notReady.Reasons.Select(Of).ToList();
            notReady.Reasons.Clear();
            notReady.Reasons.AddRange(reasons);
            status.Details.Clear();
            status.Details.Add(Any.Pack(notReady));
        }

        return status.ToRpcException();
    }

    private static string[] Split(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
