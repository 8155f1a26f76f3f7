using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>A create whose answer is not of the document's form has been made all the same: it is found, and not doubled.</summary>
public class BadAnswerTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Where(c => c.Makes == 1).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_AnswerIsNotOfTheDocumentsForm_IsFoundAndNotDoubled(string type)
    {
        var c = ResourceCase.Of(type);
        foreach (var body in new[] { "[]", "5", """{"id":{}}""" })
        {
            await using var plugin = await PluginHarness.StartAsync();
            await plugin.ResetAsync(c.Seed);
            var before = c.Count(plugin);
            var text = System.Text.Json.JsonSerializer.Serialize(body);
            plugin.Fault($$"""{"kind":"wrong-answer","count":1,"writesOnly":true,"body":{{text}}}""");
            var failure = await Record.ExceptionAsync(() => plugin.CreateAsync(type, c.Example).InTimeAsync());
            Assert.True(failure is null or RpcException { StatusCode: not StatusCode.Internal and not StatusCode.Unknown }, $"{failure}");
            plugin.Emulator.Control("faults/clear");
            await plugin.CreateAsync(type, c.Example, failure is null ? "other" : "it").InTimeAsync().ContinueWith(_ => { });
            Assert.InRange(c.Count(plugin), before + 1, before + (failure is null ? 2 : 1));
        }
    }

    /// <summary>Answers of every wrong form, and none at all.</summary>
    private static readonly string[] Bodies =
    [
        "",
        "{",
        "<html><body>Bad gateway</body></html>",
        "null",
        "[]",
        "{}",
        "5",
        "\"text\"",
        "[null]",
        "[5]",
        "[{}]",
        """{"id":{}}""",
        """{"id":null}""",
        """{"id":[],"secret":{},"properties":5}""",
        """[{"id":{},"name":[],"groups":{}}]""",
        """[{"id":"a@b.c","name":"A","groups":{"0":"first"},"work_scheduler":[],"suspended":"yes","max_chats_count":"many"}]""",
        """[{"id":1e400,"name":"N","group_ids":"1","agent_priorities":["a"],"access":5,"conditions":[],"filters":"x"}]""",
        """{"tier":{"type":5,"access":"x","domain":{},"range":[]},"other":null}""",
        """{"license_webhooks_enabled":"maybe"}""",
    ];

    public static TheoryData<string> AllTypes => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>Never an error without a name, never a hang; and what was there is there, as the state says.</summary>
    [Theory]
    [MemberData(nameof(AllTypes))]
    public async Task AnyCall_AnswerIsNotOfTheDocumentsForm_IsANamedFailure(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        foreach (var body in Bodies)
        {
            await plugin.ResetAsync(c.Seed);
            var id = (await plugin.CreateAsync(type, c.Example)).Id;
            var calls = new (string Name, Func<Task> Run)[]
            {
                ("import", () => plugin.ReadAsync(type, c.ImportId(plugin, id))),
                ("refresh", () => plugin.ReadAsync(type, id, c.Example)),
                ("list", () => plugin.ListAsync(type)),
                ("check", () => plugin.FailuresAsync(type, c.Changed, c.Example)),
                ("update", () => plugin.UpdateAsync(type, id, c.Example, c.Changed)),
                ("delete", () => plugin.DeleteAsync(type, id, state: c.Example)),
            };
            foreach (var (name, run) in calls)
            {
                await plugin.NextRunAsync();
                plugin.Fault($$"""{"kind":"wrong-answer","count":1,"body":{{System.Text.Json.JsonSerializer.Serialize(body)}}}""");
                var failure = await Record.ExceptionAsync(() => run().InTimeAsync());
                plugin.Emulator.Control("faults/clear");
                Assert.True(
                    failure is null or RpcException { StatusCode: not StatusCode.Internal and not StatusCode.Unknown },
                    $"{name} of {type} answered by {body}: {failure}"
                );
            }
        }
    }

    /// <summary>A list that is none is a failure that names the method. Taken for an empty one, it would delete a whole state.</summary>
    [Theory]
    [MemberData(nameof(AllTypes))]
    public async Task List_AnswerIsNoList_IsAFailureAndNotEmpty(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        foreach (var body in new[] { "", "null", """{"items":[]}""", """[{"odd":1}]""" })
        {
            await plugin.NextRunAsync();
            plugin.Emulator.Log.Clear();
            plugin.Fault($$"""{"kind":"wrong-answer","count":9,"body":{{System.Text.Json.JsonSerializer.Serialize(body)}}}""");
            var failure = await Record.ExceptionAsync(() => plugin.ListAsync(type).InTimeAsync());
            plugin.Emulator.Control("faults/clear");
            var lists = plugin.Emulator.Log.Calls.Where(l => l.Method.StartsWith("list_", StringComparison.Ordinal)).ToList();
            if (lists.Count == 0)
                continue;
            var e = Assert.IsType<RpcException>(failure);
            Assert.Contains(lists[^1].Method, e.Status.Detail, StringComparison.Ordinal);
            Assert.Single(lists);
        }
    }

    public static TheoryData<string> Functions => [.. LiveChatPulumi.Provider.Catalog.Functions.Select(f => f.Spec.Token)];

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Function_AnswerIsNotOfTheDocumentsForm_IsANamedFailure(string token)
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetConfigurationAsync();
        var spec = LiveChatPulumi.Provider.Catalog.FunctionsByToken[token].Spec;
        var arguments = spec.Inputs.Where(i => i.Required).Aggregate(PropertyObject.Empty, (o, i) => o.With(i.Name, Values.Sample(i.Type)));
        foreach (var body in Bodies)
        {
            await plugin.NextRunAsync();
            plugin.Fault($$"""{"kind":"wrong-answer","count":1,"body":{{System.Text.Json.JsonSerializer.Serialize(body)}}}""");
            var request = new InvokeRequest { Tok = token, Args = StructCodec.Write(arguments) };
            var failure = await Record.ExceptionAsync(() => plugin.Client.InvokeAsync(request, default).InTimeAsync());
            plugin.Emulator.Control("faults/clear");
            Assert.True(
                failure is null or RpcException { StatusCode: not StatusCode.Internal and not StatusCode.Unknown },
                $"{token} answered by {body}: {failure}"
            );
        }
    }
}
