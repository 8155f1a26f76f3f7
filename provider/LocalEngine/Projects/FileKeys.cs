namespace LocalEngine.Projects;

/// <summary>The keys of Pulumi.yaml and of Pulumi.&lt;stack&gt;.yaml. docs/yaml.md is written from these tables.</summary>
internal static class FileKeys
{
    private const string RunWithPulumi = "run the program with `pulumi up`.";

    /// <summary>The top level of Pulumi.yaml.</summary>
    public static KeyTable Project { get; } =
        new(
            "key of Pulumi.yaml",
            new("name", KeyUse.Works, "letters, digits, '-', '_' and '.', at most 100"),
            new("runtime", KeyUse.Works, "`yaml` or `dotnet`, as a text or as `{ name, options }`"),
            new("main", KeyUse.Works, "folder of the program"),
            new("config", KeyUse.Works, "declarations and values; `livechat:*` values reach the provider"),
            new("stackConfigDir", KeyUse.Works, "folder of the stack files"),
            new("plugins", KeyUse.Works, "`providers: [ { name, path, version } ]`"),
            new("packages", KeyUse.Works, "folders of plugins (`./path`); other packages are refused: `pulumi package add`"),
            new("backend", KeyUse.Works, "`url`, where PULUMI_BACKEND_URL is not set; `file://` only"),
            new("options", KeyUse.Works, "`refresh: always`"),
            new("description", KeyUse.Describes, "for people"),
            new("author", KeyUse.Describes, "for people"),
            new("website", KeyUse.Describes, "for people"),
            new("license", KeyUse.Describes, "for people"),
            new("template", KeyUse.Describes, "for `pulumi new`"),
            new("requiredPulumiVersion", KeyUse.Warned, "no Pulumi CLI runs the program."),
            new(
                "configuration",
                KeyUse.Works,
                "older name of `config`, with the types String, Number, Boolean, List<String>, List<Number>"
            ),
            new("variables", KeyUse.Works, "expressions by name"),
            new("resources", KeyUse.Works, "resources by name; `resources: {}` says none"),
            new("outputs", KeyUse.Works, "expressions by name"),
            new("components", KeyUse.Refused, "components in YAML are Pulumi's; " + RunWithPulumi)
        );

    /// <summary>The top level of Main.yaml.</summary>
    public static KeyTable Program { get; } =
        new(
            "key of Main.yaml",
            [
                .. Project.Keys.Where(k =>
                    k.Name
                        is "name"
                            or "description"
                            or "config"
                            or "configuration"
                            or "variables"
                            or "resources"
                            or "outputs"
                            or "components"
                ),
                new("packages", KeyUse.Warned, "packages are named in Pulumi.yaml."),
            ]
        );

    /// <summary>A declaration under <c>config</c>.</summary>
    public static KeyTable Declaration { get; } =
        new(
            "key of a configuration declaration",
            new("type", KeyUse.Works, "`string`, `integer`, `boolean`, `array` or `object`"),
            new("items", KeyUse.Works, "`{ type }` of an array's elements"),
            new("default", KeyUse.Works, "the value where the stack has none"),
            new("value", KeyUse.Works, "the same, and the only form for keys of a provider (`livechat:region`)"),
            new("secret", KeyUse.Works, "the stack's value must be encrypted"),
            new("name", KeyUse.Works, "older: the key under which the stack has it"),
            new("description", KeyUse.Describes, "for people")
        );

    /// <summary><c>options</c> of the project.</summary>
    public static KeyTable ProjectOptions { get; } =
        new("project option", new KnownKey("refresh", KeyUse.Works, "`always`: preview and up refresh first"));

    /// <summary><c>backend</c> of the project.</summary>
    public static KeyTable Backend { get; } = new("key of backend", new KnownKey("url", KeyUse.Works, "`file://` and a folder"));

    /// <summary><c>runtime</c> as a mapping.</summary>
    public static KeyTable Runtime { get; } =
        new(
            "key of runtime",
            new("name", KeyUse.Works, "`yaml` or `dotnet`"),
            new("options", KeyUse.Works, "`binary` of a dotnet program")
        );

    /// <summary><c>plugins</c> of the project.</summary>
    public static KeyTable Plugins { get; } =
        new(
            "key of plugins",
            new("providers", KeyUse.Works, "folders of plugins"),
            new("languages", KeyUse.Warned, "runtimes are built in."),
            new("analyzers", KeyUse.Warned, "policies are Pulumi's: `pulumi up --policy-pack`.")
        );

    /// <summary>One of <c>plugins.providers</c>.</summary>
    public static KeyTable Plugin { get; } =
        new(
            "key of a plugin",
            new("name", KeyUse.Works, "the package"),
            new("path", KeyUse.Works, "the folder that holds the executable"),
            new("version", KeyUse.Describes, "a plugin in a folder has the version that it has")
        );

    /// <summary>The top level of Pulumi.&lt;stack&gt;.yaml.</summary>
    public static KeyTable Stack { get; } =
        new(
            "key of a stack file",
            new("config", KeyUse.Works, "values by key; `secure:` at any depth is decrypted"),
            new("encryptionsalt", KeyUse.Works, "salt of the passphrase"),
            new("secretsprovider", KeyUse.Works, "`passphrase` only: `pulumi stack change-secrets-provider passphrase`"),
            new("encryptedkey", KeyUse.Refused, OtherSecrets),
            new("environment", KeyUse.Refused, "Pulumi ESC serves environments: run the stack with `pulumi up`.")
        );

    /// <summary>What is said about secrets that no passphrase opens.</summary>
    public const string OtherSecrets =
        "its secrets are not under a passphrase; `pulumi stack change-secrets-provider passphrase` makes them so.";
}
