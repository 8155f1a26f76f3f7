using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace Cli_Tests;

/// <summary>
/// A livechat for scripts that runs in the test's own process, which is warm: a script of the same name sends its variables and arguments
/// over HTTP. The long form of the tests takes the real one.
/// </summary>
internal sealed class CommandHere : IAsyncDisposable
{
    /// <summary>The script. It names files in full, as the test's process is in another folder.</summary>
    public const string Script = """
        #!/bin/bash
        words=()
        for word in "$@"; do case $word in *.md) words+=("$PWD/$word") ;; *) words+=("$word") ;; esac; done
        code=$({ env -0; printf '\0'; printf '%s\0' --cwd "$PWD" "${words[@]}"; } |
          curl -sS --data-binary @- --output "$STORE/printed" --write-out '%{http_code}' "$COMMAND_HERE")
        cat "$STORE/printed"
        exit $((code - FirstCode))
        """;

    /// <summary>Exit code 0 as an HTTP status that may have a body.</summary>
    public const int FirstCode = 400;

    private readonly CommandHarness _command;
    private LoopbackServer? _server;

    private CommandHere(CommandHarness command) => _command = command;

    /// <summary>The address for COMMAND_HERE.</summary>
    public string Url => $"http://{_server!.Address}/";

    public static async Task<CommandHere> StartAsync(CommandHarness command)
    {
        var here = new CommandHere(command);
        here._server = await LoopbackServer.StartAsync(HttpProtocols.Http1, here.AnswerAsync);
        return here;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(IFeatureCollection features)
    {
        using var reader = new StreamReader(features.GetRequiredFeature<IHttpRequestFeature>().Body, Encoding.UTF8);
        var words = (await reader.ReadToEndAsync()).Split('\0');
        var end = Array.IndexOf(words, "");
        var variables = words[..end].Select(w => w.Split('=', 2)).ToDictionary(w => w[0], w => w[1], StringComparer.Ordinal);
        var (code, output, errors) = await _command.RunForAsync(variables, words[(end + 1)..^1]);

        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = FirstCode + code;
        var body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await body.StartAsync();
        await body.Writer.WriteAsync(Encoding.UTF8.GetBytes(output + errors));
        await body.CompleteAsync();
    }
}
