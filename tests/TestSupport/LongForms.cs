namespace TestSupport;

/// <summary>Some tests have a long form, which goes through more of the same: <c>make test-all</c> asks for it.</summary>
public static class LongForms
{
    /// <summary>Whether the environment variable LONG_TESTS is 1.</summary>
    public static bool Wanted { get; } = Environment.GetEnvironmentVariable("LONG_TESTS") == "1";
}
