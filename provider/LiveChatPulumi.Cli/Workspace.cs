using System.Collections.Immutable;
using LiveChatPulumi.Cli.Stacks;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.Projects;
using LocalEngine.State;
using LocalEngine.Yaml;

namespace LiveChatPulumi.Cli;

/// <summary>A project and one of its stacks: files, secrets, program, plugins.</summary>
internal sealed class Workspace
{
    /// <summary>API document, section Propagation delay.</summary>
    private const int DocumentedSeconds = 120;

    private readonly CommandContext _context;
    private readonly string? _backendUrl;
    private IReadOnlyDictionary<string, string> _secrets = new Dictionary<string, string>();
    private Func<IProgram, IProgram> _programs = program => program;
    private PassphraseCrypter? _crypter;
    private PassphraseCrypter? _configCrypter;
    private bool _isNewSalt;

    private Workspace(Project project, string stack, CommandContext context)
    {
        _context = context;
        Project = project;
        Stack = stack;
        Config = StackConfig.Load(project, stack);
        _backendUrl = Variable("PULUMI_BACKEND_URL") is { Length: > 0 } url ? url : project.BackendUrl;
        Backend = new FileBackend(project.Folder, project.Name, stack, _backendUrl);
        Stacks = new ProjectStacks(project, _backendUrl, context.Environment);
    }

    public Project Project { get; }

    public string Stack { get; }

    public StackConfig Config { get; }

    public FileBackend Backend { get; }

    /// <summary>The stacks of the project.</summary>
    public ProjectStacks Stacks { get; }

    /// <summary>
    /// Encrypts and decrypts the secrets of this stack's state under PULUMI_CONFIG_PASSPHRASE. Its salt is the state's own; a stack without
    /// a state takes that of the stack file, and a new one gets one.
    /// </summary>
    public PassphraseCrypter Crypter => _crypter ??= OpenCrypter();

    public CheckpointFile Codec => new(Crypter);

    /// <summary>Opens a stack of a project.</summary>
    /// <param name="folder">The project's folder.</param>
    /// <param name="stack">The stack; null for the one that is set, or the only one.</param>
    /// <param name="context">What the command works with.</param>
    /// <param name="secrets">Secret values that win over those of the stack's file, by key; they are in no file of the project.</param>
    /// <param name="programs">Stands before the program; null for nothing.</param>
    public static Workspace Open(
        string folder,
        string? stack,
        CommandContext context,
        IReadOnlyDictionary<string, string>? secrets = null,
        Func<IProgram, IProgram>? programs = null
    )
    {
        var project = Project.Load(folder);
        var name =
            stack
            ?? (context.Environment.GetValueOrDefault("PULUMI_STACK") is { Length: > 0 } set ? set : null)
            ?? Chosen(project, context);
        return new Workspace(project, Names.Stack(name, project.Name), context)
        {
            _secrets = secrets ?? new Dictionary<string, string>(),
            _programs = programs ?? (program => program),
        };
    }

    /// <summary>The stack with its configuration.</summary>
    /// <param name="more">Completes what the files of the stack say; null for nothing.</param>
    public Target Target(Func<StackValues, StackValues>? more = null)
    {
        var said = WithSecrets(Config.Read(ConfigCrypter));
        var values = new ProjectConfig(Project, Stack).Apply(more?.Invoke(said) ?? said);
        if (values.Texts.ContainsKey("pulumi:disable-default-providers"))
            throw new EngineException("pulumi:disable-default-providers is not supported by this engine; run with `pulumi up`.");
        foreach (var secret in values.Secrets)
            _context.Filter.Learn(values.Texts.GetValueOrDefault(secret));
        return new Target(Project.Name, Stack, Organization, values.Texts, values.Secrets) { Typed = values.Typed };
    }

    private StackValues WithSecrets(StackValues said)
    {
        foreach (var (key, value) in _secrets)
        {
            var name = Config.Qualify(key);
            said = new StackValues(said.Texts.SetItem(name, value), said.Secrets.Add(name), said.Typed.Remove(name));
        }

        return said;
    }

    public IProgram Program() => _programs(OwnProgram());

    private IProgram OwnProgram() =>
        Project.Runtime switch
        {
            "dotnet" => new DotnetProgram(Project, _context.Environment),
            "yaml" => new YamlProgram(Project),
            var other => throw new EngineException(
                $"Programs of runtime '{other}' do not run here: this engine has dotnet and yaml. Run it with `pulumi up`."
            ),
        };

    public IProviderHost Plugins()
    {
        var plugins = new PluginProcesses(
            new PluginLocator(Project.PluginPaths, _context.CommandFolder, _context.Environment),
            Project.Folder,
            _context.Environment
        );
        return new BuiltinPlugins(_context.Plugins(_context.Environment, plugins), Others());
    }

    /// <summary>The stacks of the same backend. Their secrets are under their own salts and the same passphrase.</summary>
    private LocalStacks Others() =>
        new(Project.Folder, Project.Name, Organization, _backendUrl, salt => PassphraseCrypter.Open(Passphrase(), salt, _context.Keys));

    private string Organization => Variable("PULUMI_ORGANIZATION") is { Length: > 0 } o ? o : "organization";

    /// <summary>The stack that was selected, or the only one. They stand beside the others, so the backend comes first.</summary>
    private static string Chosen(Project project, CommandContext context)
    {
        var backend = context.Environment.GetValueOrDefault("PULUMI_BACKEND_URL") is { Length: > 0 } url ? url : project.BackendUrl;
        var stacks = new ProjectStacks(project, backend, context.Environment);
        return stacks.Selected() ?? Only(stacks);
    }

    private static string Only(ProjectStacks stacks)
    {
        var names = stacks.All().Select(s => s.Name).ToList();
        return names.Count == 1
            ? names[0]
            : throw new EngineException(
                names.Count == 0
                    ? "no stack is chosen: name one with --stack, or make one with livechat stack init NAME; its configuration goes to "
                        + "Pulumi.<stack>.yaml."
                    : $"no stack is chosen: name one with --stack ({string.Join(", ", names)}), set PULUMI_STACK, "
                        + "or run livechat stack select NAME."
            );
    }

    /// <summary>Makes the stack, empty.</summary>
    public void Make()
    {
        using var guard = Backend.Lock(TimeProvider.System);
        KeepSalt();
        Backend.Save(Snapshot.Empty with { Salt = Crypter.Salt }, Codec, TimeProvider.System.GetUtcNow());
    }

    /// <summary>Forgets the stack: its state, and its file.</summary>
    public void Remove()
    {
        using var guard = Backend.Lock(TimeProvider.System);
        Backend.Remove();
        File.Delete(Path.Combine(Project.StackFolder, $"Pulumi.{Stack}.yaml"));
    }

    /// <summary>How many resources the state of a stack has, without its providers.</summary>
    public int CountResources(string stack)
    {
        var backend = new FileBackend(Project.Folder, Project.Name, stack, _backendUrl);
        if (!backend.Exists)
            return 0;
        var codec = new CheckpointFile(backend.ReadSalt() is { } salt ? PassphraseCrypter.Open(Passphrase(), salt, _context.Keys) : null);
        return backend.Load(codec).Resources.Count(r => r is { IsProvider: false } && r.Type != PluginProtocol.Values.Urn.StackType);
    }

    /// <summary>True for a setting of a package whose schema calls it secret. A package without a plugin here has none.</summary>
    public async Task<bool> IsSecretAsync(string key, CancellationToken cancellationToken)
    {
        var parts = key.Split(':', 2);
        if (parts[0] == Project.Name || parts[0] == "pulumi")
            return false;
        var bare = new Target(Project.Name, Stack, Organization, ImmutableSortedDictionary<string, string>.Empty, []);
        try
        {
            var session = await ProviderSession.OpenAsync(bare, Plugins(), (_, _) => { }).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                return ConfigCommand.IsSecret(await session.SchemaAsync(parts[0], cancellationToken).ConfigureAwait(false), parts[1]);
            }
        }
        catch (EngineException)
        {
            return false;
        }
    }

    /// <summary>Reads an export. That of another stack is encrypted under its own salt and the same passphrase.</summary>
    public Snapshot Decode(string text)
    {
        var salt = CheckpointFile.ReadSalt(text);
        return salt is null || salt == Crypter.Salt
            ? Codec.Read(text)
            : new CheckpointFile(PassphraseCrypter.Open(Passphrase(), salt, _context.Keys)).Read(text);
    }

    /// <summary>How long LiveChat may take to show a change, and to act on it: the provider's setting.</summary>
    public TimeSpan PropagationBound =>
        TimeSpan.FromSeconds(
            int.TryParse(
                Target().Config.GetValueOrDefault("livechat:propagationSeconds") ?? Variable("LIVECHAT_PROPAGATION_SECONDS"),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var seconds
            )
                ? seconds
                : DocumentedSeconds
        );

    private string? Variable(string name) => _context.Environment.GetValueOrDefault(name);

    private string Passphrase() => RequirePassphrase(_context);

    /// <summary>The passphrase of the stack's secrets.</summary>
    /// <exception cref="EngineException">None is set.</exception>
    public static string RequirePassphrase(CommandContext context)
    {
        var passphrase = ReadPassphrase(context.Environment);
        context.Filter.Learn(passphrase);
        return passphrase;
    }

    private static string ReadPassphrase(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("PULUMI_CONFIG_PASSPHRASE")
        ?? (environment.GetValueOrDefault("PULUMI_CONFIG_PASSPHRASE_FILE") is { Length: > 0 } file ? File.ReadAllText(file).Trim() : null)
        ?? throw new EngineException(
            "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables; "
                + "it protects the secrets in configuration and state, and may be empty."
        );

    /// <summary>What a person should know about files of the project, before anything is done.</summary>
    public IEnumerable<string> Warnings()
    {
        foreach (var warning in Project.Warnings)
            yield return warning;
        if (Config.Salt is { } salt && Backend.ReadSalt() is { } own && salt != own)
            yield return $"Pulumi.{Stack}.yaml has another encryptionsalt than the state. The state keeps its own, and the file's opens "
                + "the file's secrets.";
        foreach (var key in new[] { "pulumi:autonaming", "pulumi:tags" }.Where(Target().Config.ContainsKey))
            yield return $"{key} has no effect here: Pulumi acts on it.";
    }

    /// <summary>Writes the salt of a new stack into the stack file, before secrets are encrypted with it.</summary>
    public void KeepSalt()
    {
        _ = Crypter;
        if (!_isNewSalt)
            return;
        Config.SetSalt(Crypter.Salt);
        _isNewSalt = false;
    }

    /// <summary>The crypter of a salt of the stack file; for null the state's, or a new one.</summary>
    public PassphraseCrypter CrypterOf(string? salt)
    {
        if (salt is null || salt == Crypter.Salt)
            return Crypter;
        if (_configCrypter?.Salt != salt)
            _configCrypter = PassphraseCrypter.Open(Passphrase(), salt, _context.Keys);
        return _configCrypter;
    }

    /// <summary>Opens the secrets of the stack file; null where it has no salt.</summary>
    private PassphraseCrypter? ConfigCrypter => Config.Salt is { } salt ? CrypterOf(salt) : null;

    private PassphraseCrypter OpenCrypter()
    {
        var passphrase = Passphrase();
        var salt = Backend.ReadSalt() ?? Config.Salt;
        if (salt is not null)
            return PassphraseCrypter.Open(passphrase, salt, _context.Keys);
        _isNewSalt = true;
        return PassphraseCrypter.Create(passphrase, _context.Keys);
    }
}
