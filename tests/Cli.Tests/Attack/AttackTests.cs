using System.Globalization;
using TestSupport;
using Xunit.Abstractions;

namespace Cli_Tests.Attack;

/// <summary>
/// Random blows at random moments of random programs: engine, plugins, program or all killed, Ctrl-C twice, a disk that takes no more.
/// ATTACKS sets how many (5 by default), ATTACK_SEED where they begin; <c>make attack</c> makes 1,000.
/// </summary>
public class AttackTests(ITestOutputHelper log)
{
    private const int StepsOfALife = 5;

    private static int Blows => Number("ATTACKS", LongForms.Wanted ? 100 : 5);

    public static TheoryData<int> Lives => Seeds(Blows / StepsOfALife);

    /// <summary>A tenth as many.</summary>
    public static TheoryData<int> LivesWithoutHome => Seeds(Blows / StepsOfALife / 10);

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task Commands_StruckDownAtRandom_NextUpMakesItRight(int seed)
    {
        await using var command = await CommandHarness.StartAsync(AttackLife.Foreign, keys: new());
        var start = AttackProgram.Start(manyProviders: seed % 2 == 0, forgetsAliases: seed % 4 < 2);
        command.Environment["LIVECHAT_ALLOW_TWINS"] = "true";
        command.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "1";
        if (start.ForgetsAliases)
            command.Environment["LIVECHAT_ADOPT_EXISTING"] = "always";
        await LiveAsync(new AttackLife(command, new Random(seed), log.WriteLine, start));
    }

    /// <summary>
    /// A runner without the home folder of yesterday: what was cut off is told, and nothing is doubled in silence.
    /// </summary>
    [Theory]
    [MemberData(nameof(LivesWithoutHome))]
    public async Task Commands_StruckDownAndHomeIsGone_NothingIsDoubledInSilence(int seed)
    {
        await using var command = await CommandHarness.StartAsync(AttackLife.Foreign, keys: new());
        command.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "1";
        var start = AttackProgram.Start(manyProviders: false, forgetsAliases: false);
        await LiveAsync(new AttackLife(command, new Random(seed), log.WriteLine, start) { LosesHome = true });
    }

    private static async Task LiveAsync(AttackLife life)
    {
        for (var n = 0; n < StepsOfALife; n++)
            await life.StepAsync();
        await life.EndAsync();
    }

    private static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(Number("ATTACK_SEED", 5), Math.Max(1, count))];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : otherwise;
}
