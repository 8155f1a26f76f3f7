using LiveChatPulumi.Export.CSharp;
using LiveChatPulumi.Export.Merging;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using LiveChatPulumi.Export.Writing;

namespace LiveChatPulumi.Cli.Export;

/// <summary>The program in the folder of an export, which people go on with.</summary>
internal sealed class ExportedProgram
{
    private readonly ExportFolder _folder;
    private readonly bool _isCSharp;

    /// <summary>Reads the program.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="language">Its language.</param>
    /// <param name="schema">The plugin's schema.</param>
    /// <param name="project">The project.</param>
    /// <exception cref="MergeException">It is no program in that language.</exception>
    public ExportedProgram(ExportFolder folder, ExportLanguage language, ProviderSchema schema, ProgramProject project)
    {
        (_folder, _isCSharp) = (folder, language == ExportLanguage.CSharp);
        if (_isCSharp)
        {
            var text = new CSharpProgramText(CSharpFiles.Join(folder.ReadCode()), schema);
            var writer = new CSharpWriter(schema, new CSharpNames(text));
            (Text, Write) = (text, license => new CSharpProgramText(writer.Outline(license), schema));
            return;
        }

        var yaml = new YamlWriter(schema);
        Text = new YamlProgramText(folder.ReadProgram(YamlWriter.ProgramFile));
        Write = license => new YamlProgramText(yaml.Write(license, project)[YamlWriter.ProgramFile]);
    }

    /// <summary>The program.</summary>
    public ProgramText Text { get; }

    /// <summary>Writes a license as a program that pieces of can go into this one.</summary>
    public Func<ExportedLicense, ProgramText> Write { get; }

    /// <summary>Writes the program with another text.</summary>
    public void Save(string text)
    {
        if (!_isCSharp)
            _folder.WriteProgram(YamlWriter.ProgramFile, text);
        else
        {
            foreach (var (file, code) in CSharpFiles.Split(text))
                _folder.WriteProgram(file, code);
        }
    }
}
