namespace LiveChatPulumi.Cli.Drift;

/// <summary>The style sheet of the page, for light and dark screens, phones and paper.</summary>
internal static class DriftStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1b1c20; --soft: #5b6070; --line: #d9dce3;
          --accent: #0a5bd3; --bad: #b3261e; --good: #1d6b34; --old: #fbe6e4; --new: #e2f3e6; --code: #eef0f4; }
        @media (prefers-color-scheme: dark) { :root { --back: #16171a; --card: #212327; --text: #eceef2; --soft: #a2a8b8;
          --line: #383b42; --accent: #7fb0ff; --bad: #ff8a80; --good: #7fd39a; --old: #4a2624; --new: #1f3d29; --code: #2a2d33; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
        main { margin: 0 auto; max-width: 1000px; padding: 24px; }
        h1 { margin: 0; font-size: 24px; } h2 { margin: 28px 0 4px; font-size: 18px; }
        h3 { margin: 0; font-size: 15px; overflow-wrap: anywhere; }
        p { margin: 6px 0 0; overflow-wrap: anywhere; } .soft { color: var(--soft); font-weight: normal; }
        header { padding: 18px 20px; background: var(--card); border: 1px solid var(--line); border-left: 6px solid var(--good);
          border-radius: 10px; } header.drift, header.unknown { border-left-color: var(--bad); }
        .counts { list-style: none; display: flex; flex-wrap: wrap; gap: 8px 20px; margin: 12px 0 0; padding: 0; }
        .counts strong { font-size: 20px; }
        .count { color: var(--soft); font-weight: normal; }
        .findings { list-style: none; margin: 10px 0 0; padding: 0; display: grid; gap: 8px; }
        .findings > li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; min-width: 0; }
        .kind { color: var(--soft); font-weight: normal; }
        .property { font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; }
        .values { overflow-wrap: anywhere; } del, ins { padding: 1px 6px; border-radius: 5px; }
        del { background: var(--old); } ins { background: var(--new); text-decoration: none; }
        .who { color: var(--accent); }
        .badge { padding: 1px 8px; border-radius: 6px; border: 1px solid currentColor; color: var(--accent); font-size: 12px;
          font-weight: normal; }
        pre { margin: 6px 0 0; padding: 8px 10px; background: var(--code); border-radius: 6px; white-space: pre-wrap;
          overflow-wrap: anywhere; font-size: 13px; }
        .problem { color: var(--bad); }
        details { margin-top: 14px; } summary { cursor: pointer; } details li { overflow-wrap: anywhere; }
        @media (max-width: 600px) { main { padding: 12px; } }
        @media print { body { background: none; } .findings > li { break-inside: avoid; } }
        """;
}
