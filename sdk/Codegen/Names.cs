namespace Codegen;

/// <summary>Names as Pulumi's C# generator makes them.</summary>
internal static class Names
{
    private static readonly HashSet<string> Keywords = ["abstract", "as", "base", "bool", "break", "case", "class", "default", "do", "event", "fixed", "in", "internal", "is", "lock", "object", "operator", "out", "params", "private", "public", "readonly", "ref", "string", "struct", "switch", "this", "using", "virtual"];

    public static string Pascal(string name) => string.Concat(name.Split('-', '_', ' ').Where(p => p.Length > 0).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    /// <summary>The last part of a token.</summary>
    public static string OfToken(string token) => Pascal(token.Split(':')[^1]);

    public static string Parameter(string name) => Keywords.Contains(name) ? "@" + name : name;

    public static string Xml(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    public static string Literal(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
