namespace LiveChatPulumi.Export.CSharp;

/// <summary>What a piece of C# is.</summary>
internal enum CSharpTokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>A text without holes.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A sign, or two that belong together.</summary>
    Sign,

    /// <summary>A character, or a text with holes: it is compared as it stands.</summary>
    Other,
}

/// <summary>A piece of C#.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Text">What it says: a word without @, a text without quotes and escapes.</param>
internal readonly record struct CSharpToken(CSharpTokenKind Kind, int Start, int End, string Text)
{
    /// <summary>True for this sign.</summary>
    public bool Is(string sign) => Kind == CSharpTokenKind.Sign && Text == sign;

    /// <summary>True for this word.</summary>
    public bool IsWord(string word) => Kind == CSharpTokenKind.Word && Text == word;
}
