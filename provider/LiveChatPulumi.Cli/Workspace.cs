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
    private PassphraseCrypter? _crypter;

    private Workspace(Project project, string stack, CommandContext context)
    {
        _context = context;
        Project = project;
        Stack = stack;
        Config = StackConfig.Load(project, stack);
        Backend = new FileBackend(project.Folder, project.Name, stack, Variable("PULUMI_BACKEND_URL"));
    }

    public Project Project { get; }

    public string Stack { get; }

    public StackConfig Config { get; }

    public FileBackend Backend { get; }

    /// <summary>
    /// Encrypts and decrypts the secrets of this stack under PULUMI_CONFIG_PASSPHRASE. A new stack gets a salt of its own.
    /// </summary>
    public PassphraseCrypter Crypter => _crypter ??= OpenCrypter();

    public CheckpointFile Codec => new(Crypter);

    public static Workspace Open(string folder, string? stack, CommandContext context)
    {
        var project = Project.Load(folder);
        var name = stack ?? (context.Environment.GetValueOrDefault("PULUMI_STACK") is { Length: > 0 } set ? set : OnlyStack(project));
        return new Workspace(project, name.Split('/')[^1], context);
    }

    public Target Target()
    {
        var (values, secrets) = Config.Read(Config.Salt is null ? null : Crypter);
        foreach (var secret in secrets)
            _context.Filter.Learn(values.GetValueOrDefault(secret));
        return new Target(Project.Name, Stack, Variable("PULUMI_ORGANIZATION") is { Length: > 0 } o ? o : "organization", values, secrets);
    }

    public IProgram Program() =>
        Project.Runtime switch
        {
            "dotnet" => new DotnetProgram(Project, _context.Environment),
            "yaml" => new YamlProgram(Project),
            var other => throw new EngineException(
                $"Programs of runtime '{other}' do not run here: this engine has dotnet and yaml. Run it with `pulumi up`."
            ),
        };

    public IProviderHost Plugins() =>
        _context.Plugins(
            new PluginProcesses(
                new PluginLocator(Project.PluginPaths, _context.CommandFolder, _context.Environment),
                Project.Folder,
                _context.Environment
            )
        );

    private static string OnlyStack(Project project)
    {
        var stacks = Directory
            .EnumerateFiles(project.Folder, "Pulumi.*.yaml")
            .Select(f => Path.GetFileName(f)["Pulumi.".Length..^".yaml".Length])
            .Order(StringComparer.Ordinal)
            .ToList();
        return stacks.Count == 1
            ? stacks[0]
            : throw new EngineException(
                stacks.Count == 0
                    ? "no stack is chosen: name one with --stack; its configuration goes to Pulumi.<stack>.yaml."
                    : $"no stack is chosen: name one with --stack ({string.Join(", ", stacks)}), or set PULUMI_STACK."
            );
    }

    /// <summary>Reads an export. That of another stack is encrypted under its own salt and the same passphrase.</summary>
    public Snapshot Decode(string text)
    {
        var salt = CheckpointFile.ReadSalt(text);
        return salt is null || salt == Crypter.Salt
            ? Codec.Read(text)
            : new CheckpointFile(PassphraseCrypter.Open(Passphrase(), salt)).Read(text);
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

    private string Passphrase()
    {
        var passphrase = ReadPassphrase();
        _context.Filter.Learn(passphrase);
        return passphrase;
    }

    private string ReadPassphrase() =>
        Variable("PULUMI_CONFIG_PASSPHRASE")
        ?? (Variable("PULUMI_CONFIG_PASSPHRASE_FILE") is { Length: > 0 } file ? File.ReadAllText(file).Trim() : null)
        ?? throw new EngineException(
            "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables; "
                + "it protects the secrets in configuration and state, and may be empty."
        );

    private PassphraseCrypter OpenCrypter()
    {
        var passphrase = Passphrase();
        var salt = Config.Salt ?? Backend.ReadSalt();
        if (salt is not null)
            return PassphraseCrypter.Open(passphrase, salt);
        var created = PassphraseCrypter.Create(passphrase);
        Config.SetSalt(created.Salt);
        return created;
    }
}
