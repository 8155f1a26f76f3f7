using System.Globalization;
using System.Text;
using System.Xml;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>The report as pipelines read tests: JUnit's XML.</summary>
internal static class JUnitText
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="suite">The project and the stack.</param>
    /// <param name="filter">What people read passes it.</param>
    public static string Write(VerifyReport report, string suite, Func<string, string> filter)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuite");
            Attribute("name", suite);
            Attribute("tests", Number(report.Results.Count));
            Attribute("failures", Number(report.Count(CheckVerdict.Wrong) + report.Count(CheckVerdict.NotYet)));
            Attribute("errors", Number(report.Count(CheckVerdict.Failed)));
            Attribute("skipped", Number(report.Count(CheckVerdict.Skipped) + report.Count(CheckVerdict.Unknown)));
            foreach (var result in report.Results)
            {
                xml.WriteStartElement("testcase");
                Attribute("classname", result.Check.Kind);
                Attribute("name", result.Check.Name);
                Attribute("file", result.Check.Place);
                WriteOutcome(result);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();

            void WriteOutcome(CheckResult result)
            {
                var element = result.Verdict switch
                {
                    CheckVerdict.Wrong or CheckVerdict.NotYet => "failure",
                    CheckVerdict.Failed => "error",
                    CheckVerdict.Skipped or CheckVerdict.Unknown => "skipped",
                    _ => null,
                };
                if (element is null)
                    return;
                List<string> lines = [.. result.Mismatches.Select(m => $"{m.Text}. What to do: {m.Remedy}"), .. result.Notes];
                xml.WriteStartElement(element);
                Attribute("message", lines.FirstOrDefault() ?? "");
                xml.WriteString(string.Join('\n', lines.Select(Clean)));
                xml.WriteEndElement();
            }

            void Attribute(string name, string value) => xml.WriteAttributeString(name, Clean(value));
        }

        return text.Append('\n').ToString();

        string Clean(string value) => WithoutWhatXmlRefuses(filter(value));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string WithoutWhatXmlRefuses(string text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        return clean.ToString();
    }
}
