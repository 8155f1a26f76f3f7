using LocalEngine.Projects;

namespace LocalEngine.Yaml;

/// <summary>The keys inside a YAML program. docs/yaml.md is written from these tables.</summary>
internal static class ProgramKeys
{
    private const string RunWithPulumi = "run the program with `pulumi up`.";

    /// <summary>A resource.</summary>
    public static KeyTable Resource { get; } =
        new(
            "key of a resource",
            new("type", KeyUse.Works, "the token, with or without `index`"),
            new("name", KeyUse.Works, "the name, where it is not the key"),
            new("defaultProvider", KeyUse.Works, "`true` or `false`, for a provider"),
            new("properties", KeyUse.Works, "a mapping, or an expression that is one"),
            new("options", KeyUse.Works, "see below"),
            new("get", KeyUse.Works, "`id` and `state` of an object that is only read"),
            new("component", KeyUse.Refused, "components are Pulumi's; " + RunWithPulumi)
        );

    /// <summary><c>options</c> of a resource.</summary>
    public static KeyTable Options { get; } =
        new(
            "option",
            new("additionalSecretOutputs", KeyUse.Works, "a list of texts"),
            new("aliases", KeyUse.Works, "a list of URNs, as in Pulumi YAML"),
            new("customTimeouts", KeyUse.Works, "`create`, `update`, `delete`"),
            new("deleteBeforeReplace", KeyUse.Works, "`true` or `false`, no expression"),
            new("deletedWith", KeyUse.Works, "`${resource}`"),
            new("dependsOn", KeyUse.Works, "a list of `${resource}`"),
            new("ignoreChanges", KeyUse.Works, "a list of property paths"),
            new("import", KeyUse.Works, "an id as text"),
            new("parent", KeyUse.Works, "`${resource}`"),
            new("protect", KeyUse.Works, "`true`, `false`, or `${key}` of the configuration"),
            new("provider", KeyUse.Works, "`${provider}`"),
            new("providers", KeyUse.Works, "a list of `${provider}`: the one of the resource's package is taken"),
            new("pluginDownloadURL", KeyUse.Works, "a text"),
            new("replaceOnChanges", KeyUse.Works, "a list of property paths"),
            new("retainOnDelete", KeyUse.Works, "`true` or `false`, no expression"),
            new("version", KeyUse.Works, "a text"),
            new("hooks", KeyUse.Refused, RunWithPulumi),
            new("replaceWith", KeyUse.Refused, RunWithPulumi),
            new("replacementTrigger", KeyUse.Refused, RunWithPulumi),
            new("hideDiffs", KeyUse.Refused, RunWithPulumi),
            new("envVarMappings", KeyUse.Refused, RunWithPulumi)
        );

    /// <summary><c>customTimeouts</c>.</summary>
    public static KeyTable Timeouts { get; } =
        new(
            "timeout",
            new("create", KeyUse.Works, "a duration, as `5m`"),
            new("update", KeyUse.Works, "a duration"),
            new("delete", KeyUse.Works, "a duration"),
            new("read", KeyUse.Invalid, "Pulumi YAML has no timeout of reads.")
        );

    /// <summary><c>get</c> of a resource.</summary>
    public static KeyTable Get { get; } =
        new("key of get", new KnownKey("id", KeyUse.Works, "an expression"), new KnownKey("state", KeyUse.Works, "a mapping"));

    /// <summary>The argument of <c>fn::invoke</c>.</summary>
    public static KeyTable Invoke { get; } =
        new(
            "key of fn::invoke",
            new("function", KeyUse.Works, "the token, a text"),
            new("arguments", KeyUse.Works, "a mapping"),
            new("options", KeyUse.Works, "see below"),
            new("return", KeyUse.Works, "the member of the result that is wanted")
        );

    /// <summary><c>options</c> of <c>fn::invoke</c>.</summary>
    public static KeyTable InvokeOptions { get; } =
        new(
            "option of fn::invoke",
            new("provider", KeyUse.Works, "`${provider}`"),
            new("version", KeyUse.Works, "a text"),
            new("pluginDownloadURL", KeyUse.Works, "a text"),
            new("parent", KeyUse.Works, "`${resource}`: is waited for"),
            new("dependsOn", KeyUse.Works, "a list of `${resource}`: they are waited for")
        );

    /// <summary>The names after <c>fn::</c>. The older form <c>Fn::Name</c> means the same.</summary>
    public static KeyTable Functions { get; } =
        new(
            "builtin",
            new("invoke", KeyUse.Works, "calls a function; `fn::package:function: { arguments }` is its short form"),
            new("join", KeyUse.Works, "`[ separator, list ]`"),
            new("split", KeyUse.Works, "`[ separator, text ]`"),
            new("select", KeyUse.Works, "`[ index, list ]`"),
            new("toJSON", KeyUse.Works, "any value"),
            new("toBase64", KeyUse.Works, "a text"),
            new("fromBase64", KeyUse.Works, "a text"),
            new("secret", KeyUse.Works, "any value"),
            new("length", KeyUse.Works, "a list, a text or a mapping"),
            new("singleOrNone", KeyUse.Works, "a list of one element or none"),
            new("readFile", KeyUse.Works, "a file of the project's folder"),
            new("stringAsset", KeyUse.Works, "a text"),
            new("fileAsset", KeyUse.Works, "a file"),
            new("remoteAsset", KeyUse.Refused, RunWithPulumi),
            new("fileArchive", KeyUse.Refused, RunWithPulumi),
            new("remoteArchive", KeyUse.Refused, RunWithPulumi),
            new("assetArchive", KeyUse.Refused, RunWithPulumi),
            new("stackReference", KeyUse.Refused, "other stacks are read by Pulumi; " + RunWithPulumi),
            new("method", KeyUse.Refused, "methods of resources are called by Pulumi; " + RunWithPulumi)
        );

    /// <summary>The members of <c>${pulumi}</c>.</summary>
    public static KeyTable Pulumi { get; } =
        new(
            "member of pulumi",
            new("cwd", KeyUse.Works, "folder of the program"),
            new("project", KeyUse.Works, "name of the project"),
            new("stack", KeyUse.Works, "name of the stack"),
            new("organization", KeyUse.Works, "PULUMI_ORGANIZATION, or `organization`"),
            new("rootDirectory", KeyUse.Works, "folder of Pulumi.yaml")
        );
}
