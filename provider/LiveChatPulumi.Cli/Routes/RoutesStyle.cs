namespace LiveChatPulumi.Cli.Routes;

/// <summary>The style sheet of the page, for light and dark screens, phones and paper.</summary>
internal static class RoutesStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1b1c20; --soft: #5b6070; --line: #d9dce3;
          --accent: #0a5bd3; --bad: #b3261e; --chip: #e8effb; --bot: #ece5fa; }
        @media (prefers-color-scheme: dark) { :root { --back: #16171a; --card: #212327; --text: #eceef2; --soft: #a2a8b8;
          --line: #383b42; --accent: #7fb0ff; --bad: #ff8a80; --chip: #28344a; --bot: #3a3052; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1100px; padding: 24px; background: var(--back); color: var(--text);
          font: 15px/1.45 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 24px; } h2 { margin: 0; font-size: 16px; overflow-wrap: anywhere; }
        header p { margin: 4px 0 20px; color: var(--soft); }
        .rules { list-style: none; margin: 0; padding: 0; }
        .rule { display: grid; grid-template-columns: minmax(0, 1fr) 44px minmax(0, 1fr); align-items: center;
          margin-bottom: 10px; }
        .what, .group { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
        .what { align-self: stretch; }
        .never .what { border-color: var(--bad); }
        .rest .what { border-style: dashed; }
        .number { display: inline-block; min-width: 26px; margin-right: 4px; padding: 1px 6px; border-radius: 13px;
          background: var(--accent); color: var(--card); text-align: center; font-size: 13px; }
        .conditions { margin: 8px 0 0; } .and { color: var(--soft); }
        .chip { display: inline-block; padding: 1px 8px; margin: 2px 0; border-radius: 6px; background: var(--chip);
          overflow-wrap: anywhere; }
        .owner { margin: 8px 0 0; color: var(--soft); font-size: 13px; }
        .problem { margin: 8px 0 0; color: var(--bad); }
        .badge { padding: 1px 8px; border-radius: 6px; border: 1px solid currentColor; color: var(--accent); font-size: 12px;
          font-weight: normal; }
        .arrow { position: relative; height: 2px; background: var(--soft); margin: 0 6px; }
        .arrow::after { content: ""; position: absolute; right: 0; top: -4px; border: 5px solid transparent;
          border-left-color: var(--soft); border-right: 0; }
        .groups { display: grid; gap: 6px; }
        summary { cursor: pointer; } .count { color: var(--soft); font-size: 13px; }
        .priority { margin: 6px 0 0; } .label { display: inline-block; width: 82px; color: var(--soft); font-size: 13px; }
        .member { display: inline-block; padding: 0 8px; margin: 2px 4px 2px 0; border: 1px solid var(--line);
          border-radius: 12px; } .bot { background: var(--bot); } .bot em { font-size: 12px; color: var(--soft); }
        .empty { margin: 6px 0 0; color: var(--bad); }
        @media (max-width: 700px) { .rule { grid-template-columns: 1fr; } .arrow { width: 2px; height: 16px; margin: 4px auto; }
          .arrow::after { right: -4px; top: auto; bottom: 0; border: 5px solid transparent; border-top-color: var(--soft);
          border-bottom: 0; } }
        @media print { body { background: none; } .rule { break-inside: avoid; } }
        """;
}
