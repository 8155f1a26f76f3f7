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
    KillProgram,
    KillBoth,
    KillAll,
    CtrlCTwice,
    FullDisk,
}

/// <summary>
/// One license and one program, which changes, while commands on it are struck down at random. After each blow one up has to make the
/// license as the program says, and the up after it has to find nothing to do: without a refresh.
/// </summary>
/// <param name="command">The command in a project.</param>
/// <param name="random">Decides everything.</param>
/// <param name="told">Gets a line about each blow.</param>
/// <param name="start">The program that declares nothing.</param>
internal sealed class AttackLife(CommandHarness command, Random random, Action<string> told, AttackProgram start)
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

    private static readonly string[] Up = ["up", "--yes", "--yes-delete-many", "--skip-preview"];

    private static readonly string[][] Ups = [Up, ["up", "--yes", "--yes-delete-many"], [.. Up, "--refresh"]];

    private static readonly string[][] Commands =
    [
        .. Ups,
        .. Ups,
        ["refresh", "--yes", "--skip-preview"],
        ["destroy", "--yes", "--skip-preview"],
    ];

    private readonly List<string> _history = [];

    /// <summary>What may be left over: of creates cut off in programs that were given up, and of twins that were allowed.</summary>
    private List<string> _left = [];

    private AttackProgram _program = start;

    /// <summary>True where the home folder goes with each blow, as that of a pipeline's runner does.</summary>
    public bool LosesHome { get; init; }

    /// <summary>One or two blows, and the way back.</summary>
    public async Task StepAsync()
    {
        var before = _program;
        _program = _program.Next(random);
        await StruckAsync(_program, Commands);
        if (random.Next(4) == 0)
        {
            // Back to the program from before, while the change is half done: what was made of it and is in no state, stays.
            _left.AddRange(_program.MadeAfter(before));
            _program = before with { Names = _program.Names };
            await StruckAsync(_program, Ups);
        }

        if (LosesHome || _program.Objects().Intersect(_left).Any())
            await SettleWithHelpAsync(before);
        await SettleAsync();
    }

    /// <summary>The end: all that the stack owns goes.</summary>
    public async Task EndAsync()
    {
        await SucceedAsync("destroy", "--yes", "--skip-preview");
        AssertLicense(_program with { Resources = [] });
    }

    private async Task SettleAsync()
    {
        Write(_program);
        await SucceedAsync(Up);
        AssertLicense(_program);
        await SucceedAsync([.. Up, "--expect-no-changes"]);
        AssertLicense(_program);
    }

    /// <summary>
    /// An up that may stop, because an object may be the one that it is about to make: its home is gone, or the object is left of a
    /// program that was given up, where it had another name. Nothing is there twice by then. People then look, and let it make another
    /// one or take over what has the key.
    /// </summary>
    private async Task SettleWithHelpAsync(AttackProgram before)
    {
        Write(_program);
        var (code, output, errors) = await command.RunAsync(Up);
        if (code == 0)
            return;
        told("    told to look");
        var advice = output + errors;
        Assert.True(advice.Contains("import", StringComparison.Ordinal), $"{advice}\n{Told()}");
        var program = _program.Objects().ToList();
        var most = program.Concat(Without(before.Objects(), program)).Concat(ForeignObjects()).Concat(_left);
        var live = LiveObjects().ToList();
        var doubled = Without(live, most);
        Assert.True(doubled.Count == 0, $"doubled: {string.Join(", ", doubled)}\n{advice}\n{Told()}");
        _left = live;

        // After a destroy, the records of the state before it are those of another state: people look, and end them as they are told.
        if (advice.Contains("delete the journal in ", StringComparison.Ordinal))
            Directory.Delete(command.Home, recursive: true);
        var variables = command.Environment.ToDictionary();
        command.Environment["LIVECHAT_ALLOW_TWINS"] = "true";
        command.Environment["LIVECHAT_ADOPT_EXISTING"] = "always";
        await SucceedAsync(Up);
        command.Environment.Clear();
        foreach (var (name, value) in variables)
            command.Environment[name] = value;
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
        var arguments = commands[random.Next(commands.Length)];
        var blow = (Blow)random.Next(Enum.GetValues<Blow>().Length);
        var (write, kind) = (random.Next(9), random.Next(3));
        var compiled = blow is Blow.KillProgram or Blow.KillAll || random.Next(6) == 0;
        if (compiled)
            command.WriteListed(program.Json());
        else
            Write(program);
        var moment = kind == 2 ? "at any time" : $"at write {write}, which is {(kind == 0 ? "held" : "never made")}";
        var text = $"{string.Join(' ', arguments)}, {(compiled ? "C#" : "YAML")}, {blow} {moment}";
        told(text);
        _history.Add($"{program}: {text}");
        command.Emulator.Log.Clear();
        if (kind < 2)
            command.Fault(Fault(blow, kind == 0 ? "hold" : "hang", write));
        List<int> plugins;
        using (var process = blow == Blow.FullDisk ? command.StartOnFullDisk(random.Next(1, 60), arguments) : command.Start(arguments))
        {
            // Where every call fails and nothing is killed, all the retries of a run come one after the other.
            var reading = process.ReadToEndAsync(TimeSpan.FromMinutes(5));
            await MomentAsync(process, kind < 2 ? write + 1 : int.MaxValue);
            var ended = process.HasExited && blow != Blow.FullDisk;
            plugins = [.. CommandHarness.PluginsOf(process.Id)];
            await StrikeAsync(process, blow);
            var (output, errors) = await reading;
            _history.Add(Indented(output + errors));
            told($"    {(ended ? "had ended" : "struck")}, exit code {process.ExitCode}, {Writes()} writes");
        }

        command.Emulator.Control("faults/clear");
        if (!LosesHome)
            return;

        // The next runner begins when this one is gone, with all its processes.
        await Within.EventuallyAsync(() => !plugins.Any(IsThere));
        await Within.EventuallyAsync(IsHomeGone);
    }

    private static bool IsThere(int id)
    {
        try
        {
            return !Process.GetProcessById(id).HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A plugin that has lost its engine writes into the folder to its end.</summary>
    private bool IsHomeGone()
    {
        try
        {
            if (Directory.Exists(command.Home))
                Directory.Delete(command.Home, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Where the engine lives on, an answer comes at last: it may not be able to write it down.</summary>
    private static string Fault(Blow blow, string kind, int skip) =>
        $$"""
            { "kind": "{{kind}}", "writesOnly": true, "skip": {{skip}}, "count": 20,
              "holdMilliseconds": {{(blow is Blow.FullDisk or Blow.KillProgram ? 300 : 60000)}} }
            """;

    /// <summary>The moment of the blow: at a write, or at any time; or the command has ended, because nothing was left to do.</summary>
    private async Task MomentAsync(Process process, int writes)
    {
        var limit = writes == int.MaxValue ? TimeSpan.FromMilliseconds(random.Next(50, 1500)) : Within.Limit;
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
        // A full disk strikes by itself.
        if (process.HasExited || blow is Blow.FullDisk)
            return;
        var plugins = CommandHarness.PluginsOf(process.Id).ToList();
        var programs = CommandHarness.ProgramsOf(process.Id).ToList();
        if (blow is Blow.CtrlCTwice)
        {
            foreach (var _ in Enumerable.Range(0, 2))
            {
                using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])!;
                await interrupt.ExitInTimeAsync();
                await Task.Delay(20);
            }
        }

        if (blow is Blow.KillProgram or Blow.KillAll)
            programs.ForEach(Kill);
        if (blow is Blow.KillPlugins or Blow.KillBoth or Blow.KillAll)
            plugins.ForEach(Kill);
        if (blow is Blow.KillEngine or Blow.KillBoth or Blow.KillAll)
            process.Kill();
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
        var lost = Without(expected, live);
        Assert.True(lost.Count == 0, $"lost: {string.Join(", ", lost)}\n{string.Join("\n", live)}\n{Told()}");
        var extra = Without(live, expected);
        var doubled = Without(extra, _left);
        Assert.True(doubled.Count == 0, $"doubled or left over: {string.Join(", ", doubled)}\n{Told()}");
        _left = extra;
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

    /// <summary>What is more often in the one than in the other, as often as that.</summary>
    private static List<string> Without(IEnumerable<string> all, IEnumerable<string> others)
    {
        var rest = all.ToList();
        foreach (var o in others)
            rest.Remove(o);
        return rest;
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
