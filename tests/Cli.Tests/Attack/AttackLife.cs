using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests.Attack;

/// <summary>What is killed in the middle of a command, or what goes wrong with it.</summary>
internal enum Blow
{
    KillEngine,
    KillPlugins,
    KillBoth,
    CtrlCTwice,
    FullDisk,
}

/// <summary>
/// One license and one program, which changes, while commands on it are struck down at random. After each blow one up has to make the
/// license as the program says, and the up after it has to find nothing to do: without a refresh.
/// </summary>
internal sealed class AttackLife(CommandHarness command, Random random, bool manyProviders)
{
    public const string Foreign = """
        {
          "groups": [ { "id": 7, "name": "Theirs" }, { "id": 8, "name": "Support" } ],
          "agents": [
            { "id": "owner@example.com", "name": "Owner", "role": "owner", "groups": [ { "id": 0, "priority": "normal" } ] },
            { "id": "zoe@example.com", "name": "Zoe", "groups": [ { "id": 7, "priority": "first" } ] }
          ],
          "bots": [ { "id": "foreign-bot", "name": "Foreign", "owner_client_id": "other" } ],
          "tags": [ { "name": "theirs", "group_ids": [ 7 ], "author_id": "zoe@example.com" } ],
          "auto_accesses": [
            { "id": "foreign-rule", "access": { "groups": [ 7 ] }, "description": "theirs",
              "conditions": { "url": { "values": [ { "value": "/theirs" } ] } }, "next_id": "" }
          ],
          "webhooks": [
            { "id": "foreign-hook", "action": "chat_deactivated", "url": "https://other.example.com",
              "owner_client_id": "emulator-client", "secret_key": "x" }
          ]
        }
        """;

    private static readonly string[] Up = ["up", "--yes", "--skip-preview"];

    private static readonly string[][] Ups = [Up, ["up", "--yes"], ["up", "--yes", "--skip-preview", "--refresh"]];

    private static readonly string[][] Commands =
    [
        .. Ups,
        .. Ups,
        ["refresh", "--yes", "--skip-preview"],
        ["destroy", "--yes", "--skip-preview"],
    ];

    private readonly List<string> _history = [];
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private AttackProgram _program = AttackProgram.Empty(manyProviders);

    /// <summary>True where the home folder goes with each blow, as that of a pipeline's runner does.</summary>
    public bool LosesHome { get; init; }

    /// <summary>One blow, and the way back.</summary>
    /// <returns>False where an up stopped and told people to look: that is right only where the home folder is gone.</returns>
    public async Task<bool> StepAsync()
    {
        var before = _program;
        _program = _program.Next(random);
        await StruckAsync(_program, Commands);
        if (random.Next(4) == 0)
        {
            // Back to the program from before, while the change is half done: what was made of it and is in no state, stays.
            foreach (var o in _program.Objects().Except(before.Objects()))
                _left.Add(o);
            _program = before with { Names = _program.Names };
            await StruckAsync(_program, Ups);
        }

        if (LosesHome)
        {
            if (Directory.Exists(command.Home))
                Directory.Delete(command.Home, recursive: true);
            if (!await IsSettledOrToldAsync(before))
                return false;
        }

        await SettleAsync();
        return true;
    }

    /// <summary>The end: all that the stack owns goes.</summary>
    public async Task EndAsync()
    {
        await SucceedAsync("destroy", "--yes", "--skip-preview");
        AssertLicense(AttackProgram.Empty(manyProviders));
    }

    private async Task SettleAsync()
    {
        Write(_program);
        await SucceedAsync(Up);
        AssertLicense(_program);
        await SucceedAsync([.. Up, "--expect-no-changes"]);
        AssertLicense(_program);
    }

    /// <summary>An up that stops where an object may be the one that it is about to make; nothing is there twice by then.</summary>
    private async Task<bool> IsSettledOrToldAsync(AttackProgram before)
    {
        Write(_program);
        var (code, output, errors) = await command.RunAsync(Up);
        if (code == 0)
            return true;
        Assert.Contains("pulumi import", output + errors, StringComparison.Ordinal);
        var most = _program.Objects().Concat(before.Objects().Except(_program.Objects())).Concat(ForeignObjects()).ToList();
        foreach (var o in LiveObjects())
            Assert.True(most.Remove(o), $"doubled: {o}\n{output}\n{errors}\n{Told()}");
        return false;
    }

    private async Task SucceedAsync(params string[] arguments)
    {
        _history.Add(string.Join(' ', arguments));
        var (code, output, errors) = await command.RunAsync(arguments);
        _history.Add(Indented(output + errors));
        Assert.True(code == 0, $"livechat {string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}\n{Told()}");
    }

    private async Task StruckAsync(AttackProgram program, string[][] commands)
    {
        Write(program);
        var arguments = commands[random.Next(commands.Length)];
        var blow = (Blow)random.Next(5);
        var (write, kind) = (random.Next(9), random.Next(3));
        _history.Add($"{program}: {string.Join(' ', arguments)}, {blow} at write {write} ({kind})");
        command.Emulator.Log.Clear();
        if (kind < 2)
            command.Fault(
                $$"""{"kind":"{{(kind == 0 ? "hold" : "hang")}}","writesOnly":true,"skip":{{write}},"count":20,"holdMilliseconds":60000}"""
            );
        using (var process = blow == Blow.FullDisk ? command.StartOnFullDisk(random.Next(1, 60), arguments) : command.Start(arguments))
        {
            var reading = process.ReadToEndAsync();
            await MomentAsync(process, kind < 2 ? write + 1 : int.MaxValue);
            await StrikeAsync(process, blow);
            var (output, errors) = await reading;
            _history.Add(Indented(output + errors));
        }

        command.Emulator.Control("faults/clear");
    }

    /// <summary>The moment of the blow: at a write, or at any time; or the command has ended, because nothing was left to do.</summary>
    private async Task MomentAsync(Process process, int writes)
    {
        var limit = writes == int.MaxValue ? TimeSpan.FromMilliseconds(random.Next(200, 2000)) : Within.Limit;
        for (var began = Stopwatch.GetTimestamp(); !process.HasExited && Stopwatch.GetElapsedTime(began) < limit; )
        {
            if (Writes() >= writes)
                return;
            await Task.Delay(5);
        }
    }

    private int Writes() =>
        command.Emulator.Log.Calls.Count(c =>
            !c.Method.StartsWith("get_", StringComparison.Ordinal) && !c.Method.StartsWith("list_", StringComparison.Ordinal)
        );

    private static async Task StrikeAsync(Process process, Blow blow)
    {
        if (process.HasExited)
            return;
        var plugins = CommandHarness.PluginsOf(process.Id).ToList();
        if (blow is Blow.CtrlCTwice)
        {
            foreach (var _ in Enumerable.Range(0, 2))
            {
                using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])!;
                await interrupt.ExitInTimeAsync();
                await Task.Delay(20);
            }
        }

        if (blow is Blow.KillPlugins or Blow.KillBoth)
        {
            foreach (var plugin in plugins)
                Kill(plugin);
        }

        if (blow is Blow.KillEngine or Blow.KillBoth)
            process.Kill();
        if (blow is Blow.FullDisk)
        {
            // What is held is let go, so that answers come which cannot be written down. One that is never answered is left to the kill.
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(1)));
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static void Kill(int id)
    {
        try
        {
            Process.GetProcessById(id).Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private void Write(AttackProgram program) => command.Write(program.Yaml());

    /// <summary>The license has what the program declares and what others have: nothing twice, left over or touched.</summary>
    private void AssertLicense(AttackProgram program)
    {
        var expected = program.Objects().Concat(ForeignObjects()).Order(StringComparer.Ordinal).ToList();
        var live = LiveObjects().ToList();
        var extra = live.ToList();
        foreach (var o in expected)
            Assert.True(extra.Remove(o), $"lost: {o}\n{string.Join("\n", live)}\n{Told()}");

        // One object may be left of each create that was cut off in a program that was given up.
        _left.IntersectWith(extra);
        foreach (var o in _left)
            extra.Remove(o);
        Assert.True(extra.Count == 0, $"doubled or left over: {string.Join(", ", extra)}\n{Told()}");
        var dump = command.Dump();
        foreach (var (collection, list) in (JsonObject)JsonNode.Parse(Foreign)!)
        {
            foreach (var foreign in list!.AsArray())
                AssertUntouched(dump, collection, foreign!.AsObject());
        }
    }

    private void AssertUntouched(JsonObject dump, string collection, JsonObject foreign)
    {
        var key = collection == "tags" ? "name" : "id";
        var live = dump[collection]!.AsArray().Single(o => o![key]!.ToJsonString() == foreign[key]!.ToJsonString())!.AsObject();
        foreach (var (name, value) in foreign.Where(m => m.Key != "next_id"))
            Assert.True(JsonNode.DeepEquals(value, live[name]), $"{collection} {foreign[key]}: {name} is {live[name]}\n{Told()}");
    }

    private static IEnumerable<string> ForeignObjects() => Objects((JsonObject)JsonNode.Parse(Foreign)!).Append("groups General");

    private IEnumerable<string> LiveObjects() => Objects(command.Dump());

    private static IEnumerable<string> Objects(JsonObject license)
    {
        (string Collection, string Name)[] kinds =
        [
            ("groups", "name"),
            ("agents", "id"),
            ("tags", "name"),
            ("webhooks", "url"),
            ("bots", "name"),
            ("auto_accesses", "description"),
        ];
        return kinds.SelectMany(k => license[k.Collection]?.AsArray().Select(o => $"{k.Collection} {(string)o![k.Name]!}") ?? []);
    }

    private static string Indented(string output) => "    " + output.ReplaceLineEndings("\n    ");

    /// <summary>The last steps, for a failure's text.</summary>
    private string Told() =>
        string.Join("\n", _history.TakeLast(12))
        + "\n"
        + string.Join(" ", command.Emulator.Log.Calls.Select(c => $"{c.Method}={c.Outcome}"));
}
