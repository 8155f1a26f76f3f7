using System.Collections.Immutable;
using LiveChatPulumi.Cli.Imports;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using LiveChatPulumi.Export.Writing;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Projects;
using LocalEngine.State;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Cli.Export;

/// <summary>livechat export: reads the license, writes program, configuration and state, and proves that they change nothing.</summary>
internal sealed class ExportCommand(CommandContext context, ExportSettings settings)
{
    private readonly Notices _notices = new();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var heap = new SmallHeap(TimeProvider.System);
        var project = settings.Project ?? ProjectName(Path.GetFileName(Path.TrimEndingDirectorySeparator(settings.Folder)));
        if (!Names.IsValid(project) || !Names.IsValid(settings.Stack))
            throw new EngineException(
                $"'{(Names.IsValid(project) ? settings.Stack : project)}' cannot be a name of a project or a stack: "
                    + "it may have letters, digits, '-', '_' and '.', at most 100."
            );
        if (settings.Former is not null)
            return await new ReexportCommand(context, settings, _notices).RunAsync(cancellationToken).ConfigureAwait(false);
        var folder = new ExportFolder(settings.Folder);
        folder.RefuseWhatIsThere();
        Workspace.RequirePassphrase(context);
        var target = new Target(project, settings.Stack, "organization", ImmutableSortedDictionary<string, string>.Empty, []);
        var license = await WriteAsync(folder, target, cancellationToken).ConfigureAwait(false);
        var report = new ExportReport(context, settings, license, target);
        await report.WriteGapsAsync(_notices).ConfigureAwait(false);

        // A workspace knows the files as they were when it was opened.
        var proof = settings.Proves
            ? await new ExportProof(context, Workspace.Open(settings.Folder, settings.Stack, context))
                .RunAsync(license, cancellationToken)
                .ConfigureAwait(false)
            : null;
        await report.WriteTableAsync(proof).ConfigureAwait(false);
        return proof is null || report.IsProven(proof) ? ExitCodes.Success : ExitCodes.Failed;
    }

    /// <summary>Reads and writes. What was read is in the files then, and not kept.</summary>
    private async Task<ExportedLicense> WriteAsync(ExportFolder folder, Target target, CancellationToken cancellationToken)
    {
        var read = await LicenseReading.ReadAsync(context, settings, target, _notices, cancellationToken).ConfigureAwait(false);
        var license = new ProgramBuilder(read.Schema).Build(read.Objects) with { Gaps = read.Gaps };
        if (settings.AsComponent)
            license = ComponentParameters.Of(license, target.Project);
        Write(folder, license, read.Schema, read.Provider, target);
        return license.WithoutValues();
    }

    private void Write(ExportFolder folder, ExportedLicense license, ProviderSchema schema, ResourceState provider, Target target)
    {
        IProgramWriter writer =
            settings.AsComponent ? new CSharpComponentWriter(schema)
            : settings.Language == ExportLanguage.CSharp ? new CSharpWriter(schema)
            : new YamlWriter(schema);
        var project = new ProgramProject(target.Project, "A LiveChat license, exported.") { SdkReference = SdkReference(schema) };
        folder.Write(writer.Write(license, project));
        var workspace = Workspace.Open(settings.Folder, settings.Stack, context);
        foreach (var secret in license.Settings.Where(s => s is { IsSecret: true, IsToFillIn: false }))
            context.Filter.Learn(secret.Value!.ToString());
        foreach (var setting in license.Settings.Where(s => !s.IsToFillIn))
            workspace.Config.Set(setting.Key, setting.Value!.ToString(), setting.IsSecret ? workspace.CrypterOf : null);
        workspace.KeepSalt();
        var now = TimeProvider.System.GetUtcNow();
        var snapshot = ExportState.Of(license, provider, target, now) with { Salt = workspace.Crypter.Salt };
        using (workspace.Backend.Lock(TimeProvider.System))
            workspace.Backend.Save(snapshot, workspace.Codec, now);
        folder.WriteState(workspace.Codec.EncodeExport(snapshot, now), ImportFile.Of(license));

        // A component is people's own from here on: what is one value for several stacks cannot be told from one license.
        if (!settings.AsComponent)
            folder.WriteFormer(settings.Exported(license), workspace.Crypter.Encrypt);
    }

    private string? SdkReference(ProviderSchema schema)
    {
        if (settings.Sdk is not { } sdk)
            return null;
        var path = System.Security.SecurityElement.Escape(sdk);
        return sdk.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)
            ? $"<ProjectReference Include=\"{path}\" />"
            : $"<PackageReference Include=\"{schema.RootNamespace}.{schema.Namespace}\" Version=\"{schema.Version}\" />\n"
                + "  </ItemGroup>\n  <PropertyGroup>\n"
                + $"    <RestoreAdditionalProjectSources>{path}</RestoreAdditionalProjectSources>\n"
                + "  </PropertyGroup>\n  <ItemGroup>";
    }

    /// <summary>The folder's name, as far as it can be one of a project.</summary>
    private static string ProjectName(string folder)
    {
        var name = string.Concat(folder.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('-', '.');
        return name.Length is > 0 and <= 100 ? name : "livechat-license";
    }
}
