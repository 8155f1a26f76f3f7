namespace LiveChatPulumi.Export.CSharp;

/// <summary>Where the variables of a program are made, and where they can be named.</summary>
internal sealed class CSharpScopes
{
    private readonly CSharpProgramText _program;
    private readonly ILookup<string, int> _words;
    private readonly ILookup<string, (int From, int To)> _made;
    private readonly HashSet<string> _fields;

    /// <summary>Reads a program.</summary>
    public CSharpScopes(CSharpProgramText program)
    {
        _program = program;
        _fields = program.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        _words = program
            .Tokens.Index()
            .Where(t => t.Item.Kind == CSharpTokenKind.Word)
            .ToLookup(t => t.Item.Text, t => t.Index, StringComparer.Ordinal);
        _made = program
            .Resources.Where(r => r.Variable is not null)
            .Select(r => (Variable: r.Variable!, From: r.Last, To: r.IsLocal ? r.BlockEnd : int.MaxValue))
            .Concat(program.Settings.Select(s => (s.Variable, From: s.Last, To: s.IsLocal ? s.BlockEnd : int.MaxValue)))
            .ToLookup(m => m.Variable, m => (m.From, m.To), StringComparer.Ordinal);
    }

    /// <summary>True where a statement makes a variable, or people declare it otherwise.</summary>
    public bool IsMade(string variable) => _made.Contains(variable) || _words[variable].Any(IsOther);

    /// <summary>The tokens that name a variable.</summary>
    public IEnumerable<int> Uses(string variable) =>
        _words[variable].Where(at => !IsMember(at) && !IsOther(at) && !IsLeft(at) && !IsField(at));

    /// <summary>The tokens that name a variable where it does not have its value yet, or is not known.</summary>
    public IEnumerable<int> Unseen(string variable)
    {
        if (_words[variable].Any(IsOther))
            return [];
        return Uses(variable)
            .Where(at => !_made[variable].Any(m => m.From < at && at < m.To))
            .Concat(_fields.Contains(variable) ? [] : _words[variable].Where(IsAssigned));
    }

    private CSharpToken Before(int at) => at > 0 ? _program.Tokens[at - 1] : default;

    private bool IsMember(int at)
    {
        var isAssigned = at + 1 < _program.Tokens.Count && _program.Tokens[at + 1].Is("=");
        return Before(at).Is(".") || Before(at).Is("?.") || (isAssigned && (Before(at).Is("{") || Before(at).Is(",")) && !IsLeft(at));
    }

    /// <summary>True for the declaration of a variable that is none of a resource or of the configuration.</summary>
    private bool IsOther(int at) =>
        Before(at)
            is { Kind: CSharpTokenKind.Word, Text: not ("return" or "in" or "await" or "is" or "case" or "when" or "or" or "and" or "not") }
        && !IsLeft(at)
        && !IsField(at);

    private bool IsLeft(int at) =>
        _program.Resources.Any(r => r.Left <= at && at < r.New) || _program.Settings.Any(s => s.First <= at && at < s.Last - 5);

    private bool IsAssigned(int at) =>
        _program.Resources.Any(r => r.Left == at && at < r.New && !r.IsLocal) || _program.Settings.Any(s => s.First == at && !s.IsLocal);

    private bool IsField(int at) => _program.Fields.Any(f => f.First <= at && at <= f.Last);
}
