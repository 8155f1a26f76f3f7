namespace LiveChatPulumi.Cli.Diffs;

/// <summary>The style sheet of the page, for light and dark screens, phones and paper.</summary>
internal static class DiffStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1b1c20; --soft: #5b6070; --line: #d9dce3;
          --a: #8a3ffc; --b: #0a5bd3; --bad: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --back: #16171a; --card: #212327; --text: #eceef2; --soft: #a2a8b8;
          --line: #383b42; --a: #c8a2ff; --b: #7fb0ff; --bad: #ff8a80; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1100px; padding: 24px; background: var(--back); color: var(--text);
          font: 15px/1.45 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 24px; overflow-wrap: anywhere; } h2 { margin: 24px 0 8px; font-size: 18px; }
        h3 { margin: 0; font-size: 15px; overflow-wrap: anywhere; unicode-bidi: isolate; }
        header p { margin: 4px 0 12px; color: var(--soft); }
        .count { color: var(--soft); font-weight: normal; font-size: 14px; }
        .problem { color: var(--bad); overflow-wrap: anywhere; }
        article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px;
          margin-bottom: 8px; }
        .only { display: grid; grid-template-columns: 1fr auto; gap: 12px; align-items: baseline; border-left-width: 4px; }
        .only.a { border-left-color: var(--a); } .only.b { border-left-color: var(--b); }
        .place { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: 6px; }
        th, td { text-align: left; vertical-align: top; padding: 4px 8px 4px 0; border-top: 1px solid var(--line);
          font-weight: normal; overflow-wrap: anywhere; unicode-bidi: isolate; }
        thead th { color: var(--soft); font-size: 13px; border-top: 0; }
        tbody th { color: var(--soft); } .nothing { color: var(--soft); font-style: italic; }
        @media (max-width: 700px) { .only { grid-template-columns: 1fr; gap: 0; } }
        @media print { body { background: none; } article { break-inside: avoid; } }
        """;
}
