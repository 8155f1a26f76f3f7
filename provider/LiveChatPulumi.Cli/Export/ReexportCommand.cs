using LiveChatPulumi.Cli.Imports;
using LiveChatPulumi.Export.Merging;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Writing;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Projects;
using LocalEngine.State;

namespace LiveChatPulumi.Cli.Export;

/// <summary>
/// livechat export into a folder that has an export: brings what the license changed into the program, and leaves all else of it as it is.
/// </summary>
internal sealed class ReexportCommand(CommandContext context, ExportSettings settings, Notices notices)
{
    private readonly ExportFolder _folder = new(settings.Folder);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Workspace.RequirePassphrase(context);
        var workspace = Workspace.Open(settings.Folder, settings.Stack, context);
        var own = workspace.Config.Read(workspace.CrypterOf(workspace.Config.Salt));
        var target = workspace.Target(said =>
            ExportProof.WithPlaceholders(said, workspace.Project.Name, settings.Former!.License.Settings)
        );
        var read = await LicenseReading.ReadAsync(context, settings, target, notices, cancellationToken).ConfigureAwait(false);
        var (merged, conflicts) = Write(workspace, own, target, read);
        var license = ReexportState.Named(merged, merged.Declared.Contains);
        var open = license.Settings.Where(s => !s.IsToFillIn || !own.Texts.ContainsKey($"{target.Project}:{s.Key}"));
        var report = new ExportReport(context, settings, license.WithoutValues() with { Settings = [.. open] }, target)
        {
            Own = merged.Differing,
            Added = merged.Added.Count,
        };
        await report.WriteGapsAsync(notices).ConfigureAwait(false);
        var proof = settings.Proves
            ? await new ExportProof(context, Workspace.Open(settings.Folder, settings.Stack, context))
                .RunAsync(license with { Settings = [.. license.Settings, .. merged.KeptSettings] }, cancellationToken)
                .ConfigureAwait(false)
            : null;
        await report.WriteTableAsync(proof).ConfigureAwait(false);
        await report.WriteConflictsAsync(conflicts).ConfigureAwait(false);
        if (proof is not null && !report.IsProven(proof))
            return ExitCodes.Failed;
        return conflicts.Count > 0 ? ExitCodes.Conflicts : ExitCodes.Success;
    }

    private (ReexportedLicense Merged, List<Conflict> Conflicts) Write(
        Workspace workspace,
        StackValues own,
        Target target,
        LicenseReading read
    )
    {
        var former = _folder.ReadFormer(t => Decrypted(workspace, t))!;
        var now = TimeProvider.System.GetUtcNow();
        using var held = workspace.Backend.Lock(TimeProvider.System);
        var state = workspace.Backend.Load(workspace.Codec);
        var (program, merged) = Merge(former, state, target, read);
        var conflicts = merged.Program.Conflicts.Concat(SetSettings(workspace, own, former, merged.License)).ToList();
        var snapshot = ReexportState.Of(state, former, merged, read.Provider, target, now) with { Salt = workspace.Crypter.Salt };
        workspace.Backend.Save(snapshot, workspace.Codec, now);
        _folder.WriteState(
            workspace.Codec.EncodeExport(snapshot, now),
            ImportFile.Of(ReexportState.Named(merged, merged.Declared.Contains))
        );
        program.Save(merged.Program.Text);
        _folder.WriteFormer(
            settings.Exported(merged.License with { Settings = [.. merged.License.Settings, .. merged.KeptSettings] }) with
            {
                Names = former.Names.Clear().AddRange(merged.LogicalNames.Where(n => n.Key != n.Value)),
            },
            workspace.Crypter.Encrypt
        );
        return (merged, conflicts);
    }

    private (ExportedProgram Program, ReexportedLicense Merged) Merge(
        FormerExport former,
        Snapshot state,
        Target target,
        LicenseReading read
    )
    {
        var known = state.Resources.Where(r => r is { Custom: true, Delete: false }).ToList();
        var names = known.ToLookup(r => (r.Type, ReexportState.IdOf(r)), r => r.Name);
        var ids = known.ToLookup(r => (r.Type, r.Name), ReexportState.IdOf);
        var project = new ProgramProject(target.Project, "A LiveChat license, exported.");
        try
        {
            var program = new ExportedProgram(_folder, settings.Language, read.Schema, project);
            var merged = new Reexport(
                read.Schema,
                former,
                program.Text,
                (type, id) => names[(type, id)].FirstOrDefault(),
                (type, name) => ids[(type, name)].FirstOrDefault(),
                program.Write
            ).Run(read.Objects, read.Gaps);
            return (program, merged);
        }
        catch (MergeException e)
        {
            throw new EngineException(e.Message + " Nothing was written.", e);
        }
    }

    /// <summary>Brings the stack's configuration up to date, as the program is: what people set stays.</summary>
    private IEnumerable<Conflict> SetSettings(Workspace workspace, StackValues said, FormerExport former, ExportedLicense license)
    {
        var conflicts = new List<Conflict>();
        foreach (var setting in license.Settings.Where(s => !s.IsToFillIn))
        {
            var value = setting.Value!.ToString();
            if (setting.IsSecret)
                context.Filter.Learn(value);
            var own = said.Texts.GetValueOrDefault($"{workspace.Project.Name}:{setting.Key}");
            var before = former.License.Settings.FirstOrDefault(s => s.Key == setting.Key)?.Value?.ToString();
            if (own == value || (own is not null && before == value))
                continue;
            if (own is null || own == before)
                workspace.Config.Set(setting.Key, value, setting.IsSecret ? workspace.CrypterOf : null);
            else
                conflicts.Add(
                    new Conflict(
                        setting.Key,
                        $"Pulumi.{settings.Stack}.yaml",
                        0,
                        "is another value in the configuration and on the license"
                    )
                );
        }

        workspace.KeepSalt();
        return conflicts;
    }

    private static string? Decrypted(Workspace workspace, string text)
    {
        try
        {
            return workspace.Crypter.Decrypt(text);
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or FormatException or EngineException)
        {
            return null;
        }
    }
}
