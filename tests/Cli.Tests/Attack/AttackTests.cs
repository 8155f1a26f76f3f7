using System.Globalization;
using TestSupport;

namespace Cli_Tests.Attack;

/// <summary>
/// Random blows at random moments of random programs: engine, plugins or both killed, Ctrl-C twice, a disk that takes no more. ATTACKS
/// sets how many (10 by default), ATTACK_SEED where they begin; <c>make attack</c> makes 1,000.
/// </summary>
public class AttackTests
{
    private const int BlowsOfALife = 5;

    public static TheoryData<int> Lives =>
        [.. Enumerable.Range(Number("ATTACK_SEED", 1), Math.Max(1, Number("ATTACKS", LongForms.Wanted ? 100 : 10) / BlowsOfALife))];

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task Commands_StruckDownAtRandom_NextUpMakesItRight(int seed)
    {
        var random = new Random(seed);
        await using var command = await CommandHarness.StartAsync(AttackLife.Foreign);
        command.Environment["LIVECHAT_ALLOW_TWINS"] = "true";
        command.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "1";
        var life = new AttackLife(command, random, manyProviders: seed % 2 == 0);
        for (var n = 0; n < BlowsOfALife; n++)
            await life.StepAsync();
        await life.EndAsync();
    }

    /// <summary>
    /// A runner without the home folder of yesterday: what was cut off is told, and nothing is doubled in silence.
    /// </summary>
    [Theory]
    [InlineData(1)]
    public async Task Commands_StruckDownAndHomeIsGone_NothingIsDoubledInSilence(int seed)
    {
        var random = new Random(seed);
        await using var command = await CommandHarness.StartAsync(AttackLife.Foreign);
        var life = new AttackLife(command, random, manyProviders: false) { LosesHome = true };
        for (var n = 0; n < BlowsOfALife; n++)
        {
            if (!await life.StepAsync())
                break;
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : otherwise;
}
