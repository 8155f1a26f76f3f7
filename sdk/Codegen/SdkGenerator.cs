using System.Text;

namespace Codegen;

/// <summary>Generates the files of a C# SDK, with the public surface that Pulumi's own generator gives.</summary>
internal sealed class SdkGenerator
{
    private readonly PackageSchema _schema;
    private readonly TypeNames _types;
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputTypes = [];
    private readonly HashSet<string> _outputTypes = [];

    private SdkGenerator(PackageSchema schema)
    {
        _schema = schema;
        _types = new TypeNames(schema);
    }

    private string ResourceType => $"{_schema.Namespace}ResourceType";

    public static IReadOnlyDictionary<string, byte[]> Generate(PackageSchema schema)
    {
        var generator = new SdkGenerator(schema);
        generator.GenerateAll();
        return generator._files;
    }

    private void GenerateAll()
    {
        foreach (var (token, resource) in _schema.Resources)
            Resource(Names.OfToken(token), token, resource);
        Provider();
        foreach (var (token, function) in _schema.Functions)
            Function(Names.OfToken(token), token, function);
        foreach (var token in Closure(_inputTypes))
            Nested(token, input: true);
        foreach (var token in Closure(_outputTypes))
            Nested(token, input: false);
        Add("Enums.cs", EnumFile.Write(_schema));
        Add("Config/Config.cs", ConfigFile.Write(_schema));
        foreach (var (name, content) in PackageFiles.Write(_schema))
            _files[name] = content;
    }

    private void Resource(string name, string token, ObjectDef resource)
    {
        var code = Header("");
        code.Open($"namespace {_schema.FullNamespace}").Summary(resource.Description);
        code.Line($"[{ResourceType}({Names.Literal(token)})]").Open($"public partial class {name} : global::Pulumi.CustomResource");
        foreach (var property in resource.Properties)
        {
            _outputTypes.UnionWith(Tokens(property.Type));
            code.Summary(property.Description).Line($"[Output({Names.Literal(property.Name)})]");
            code.Line($"public Output<{_types.Output(property)}> {Names.Pascal(property.Name)} {{ get; private set; }} = null!;").Line();
        }

        Constructors(
            code,
            name,
            token,
            resource.Inputs.Any(i => i.Required),
            resource.Properties.Where(p => p.Secret).Select(p => p.Name).ToList(),
            resource.Properties.Where(p => p.ReplacesOnChange).Select(p => p.Name).ToList()
        );
        code.Close().Line();
        Args(code, name + "Args", "ResourceArgs", resource.Inputs, provider: false);
        Add(name + ".cs", code.Close());
    }

    private static void Constructors(
        CodeWriter code,
        string name,
        string token,
        bool required,
        List<string> secrets,
        List<string> replaceOnChanges
    )
    {
        code.Summary($"Create a {name} resource with the given unique name, arguments, and options.");
        var args = required ? $"{name}Args args" : $"{name}Args? args = null";
        code.Line($"public {name}(string name, {args}, CustomResourceOptions? options = null)");
        code.Line($"    : base({Names.Literal(token)}, name, args ?? new {name}Args(), MakeResourceOptions(options, \"\"))")
            .Line("{")
            .Line("}")
            .Line();
        code.Line($"private {name}(string name, Input<string> id, CustomResourceOptions? options = null)");
        code.Line($"    : base({Names.Literal(token)}, name, null, MakeResourceOptions(options, id))").Line("{").Line("}").Line();
        code.Open("private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)");
        code.Open("var defaultOptions = new CustomResourceOptions").Line("Version = Utilities.Version,");
        PluginUrl(code);
        if (secrets.Count > 0)
            code.Line($"AdditionalSecretOutputs = {{ {string.Join(", ", secrets.Select(Names.Literal))} }},");
        if (replaceOnChanges.Count > 0)
            code.Line($"ReplaceOnChanges = {{ {string.Join(", ", replaceOnChanges.Select(Names.Literal))} }},");
        code.Close("};")
            .Line("var merged = CustomResourceOptions.Merge(defaultOptions, options);")
            .Line("merged.Id = id ?? merged.Id;")
            .Line("return merged;")
            .Close()
            .Line();
        code.Summary(
            $"Get an existing {name} resource's state with the given name, ID, and optional extra properties used to qualify the lookup."
        );
        code.Open($"public static {name} Get(string name, Input<string> id, CustomResourceOptions? options = null)")
            .Line($"return new {name}(name, id, options);")
            .Close();
    }

    private static void PluginUrl(CodeWriter code) => code.Line("PluginDownloadURL = Utilities.PluginDownloadURL,");

    private void Provider()
    {
        var code = Header("");
        code.Open($"namespace {_schema.FullNamespace}").Summary(_schema.Provider.Description);
        code.Line($"[{ResourceType}(\"pulumi:providers:{_schema.Name}\")]")
            .Open("public partial class Provider : global::Pulumi.ProviderResource");
        foreach (var property in _schema.Provider.Properties.Where(p => p.Type.Kind == "string"))
        {
            code.Summary(property.Description).Line($"[Output({Names.Literal(property.Name)})]");
            code.Line($"public Output<{_types.Output(property)}> {Names.Pascal(property.Name)} {{ get; private set; }} = null!;").Line();
        }

        var required = _schema.Provider.Inputs.Any(i => i.Required);
        code.Summary("Create a Provider resource with the given unique name, arguments, and options.");
        var args = required ? "ProviderArgs args" : "ProviderArgs? args = null";
        code.Line($"public Provider(string name, {args}, CustomResourceOptions? options = null)");
        code.Line($"    : base({Names.Literal(_schema.Name)}, name, args ?? new ProviderArgs(), MakeResourceOptions(options, \"\"))")
            .Line("{")
            .Line("}")
            .Line();
        code.Open("private static CustomResourceOptions MakeResourceOptions(CustomResourceOptions? options, Input<string>? id)");
        code.Open("var defaultOptions = new CustomResourceOptions").Line("Version = Utilities.Version,");
        PluginUrl(code);
        var secrets = _schema.Provider.Properties.Where(p => p.Secret).Select(p => Names.Literal(p.Name)).ToList();
        if (secrets.Count > 0)
            code.Line($"AdditionalSecretOutputs = {{ {string.Join(", ", secrets)} }},");
        code.Close("};")
            .Line("var merged = CustomResourceOptions.Merge(defaultOptions, options);")
            .Line("merged.Id = id ?? merged.Id;")
            .Line("return merged;")
            .Close();
        code.Close().Line();
        Args(code, "ProviderArgs", "ResourceArgs", _schema.Provider.Inputs, provider: true);
        Add("Provider.cs", code.Close());
    }

    private void Function(string name, string token, FunctionDef function)
    {
        var code = Header("");
        code.Open($"namespace {_schema.FullNamespace}").Open($"public static class {name}");
        var optional = function.Inputs.Any(i => i.Required) ? ("", "") : ("?", " = null");
        code.Summary(function.Description);
        code.Line(
            $"public static Task<{name}Result> InvokeAsync({name}Args{optional.Item1} args{optional.Item2}, InvokeOptions? options = null)"
        );
        code.Line(
                $"    => global::Pulumi.Deployment.Instance.InvokeAsync<{name}Result>"
                    + $"({Names.Literal(token)}, args ?? new {name}Args(), options.WithDefaults());"
            )
            .Line();
        code.Summary(function.Description);
        code.Line(
            $"public static Output<{name}Result> Invoke"
                + $"({name}InvokeArgs{optional.Item1} args{optional.Item2}, InvokeOptions? options = null)"
        );
        code.Line(
                $"    => global::Pulumi.Deployment.Instance.Invoke<{name}Result>"
                    + $"({Names.Literal(token)}, args ?? new {name}InvokeArgs(), options.WithDefaults());"
            )
            .Line();
        code.Summary(function.Description);
        code.Line($"public static Output<{name}Result> Invoke({name}InvokeArgs args, InvokeOutputOptions options)");
        code.Line(
            $"    => global::Pulumi.Deployment.Instance.Invoke<{name}Result>"
                + $"({Names.Literal(token)}, args ?? new {name}InvokeArgs(), options.WithDefaults());"
        );
        code.Close().Line();
        PlainArgs(code, name + "Args", function.Inputs);
        code.Line();
        Args(code, name + "InvokeArgs", "InvokeArgs", function.Inputs, provider: false);
        code.Line();
        OutputClass(code, name + "Result", function.Outputs);
        Add(name + ".cs", code.Close());
    }

    private void Args(CodeWriter code, string name, string kind, IReadOnlyList<PropertyDef> properties, bool provider)
    {
        code.Open($"public sealed class {name} : global::Pulumi.{kind}");
        foreach (var property in properties)
        {
            _inputTypes.UnionWith(Tokens(property.Type));
            InputProperty(code, property, provider);
        }

        code.Open($"public {name}()");
        foreach (var property in properties)
            Default(code, property);
        code.Close().Line($"public static new {name} Empty => new {name}();").Close();
    }

    /// <summary>What the environment says stands in where it says something.</summary>
    private static void Default(CodeWriter code, PropertyDef property)
    {
        if (property.FromEnvironment is { } call)
            code.Line($"if ({call} is {{ }} {property.Name}) {Names.Pascal(property.Name)} = {property.Name};");
    }

    private void InputProperty(CodeWriter code, PropertyDef property, bool provider)
    {
        var (type, pascal) = (_types.Input(property.Type), Names.Pascal(property.Name));
        var json = provider && property.Type.Kind != "string" ? ", json: true" : "";
        var attribute = $"[Input({Names.Literal(property.Name)}{(property.Required ? ", required: true" : "")}{json})]";
        if (property.Type.Kind is "array" or "map" || property.Secret)
        {
            code.Line(attribute).Line($"private {type}? _{property.Name};").Line();
            code.Summary(property.Description);
            var collection = property.Type.Kind is "array" or "map";
            code.Open($"public {type}{(collection ? "" : "?")} {pascal}");
            code.Line(collection ? $"get => _{property.Name} ?? (_{property.Name} = new {type}());" : $"get => _{property.Name};");
            if (property.Secret)
                SecretSetter(code, property, type, collection);
            else
                code.Line($"set => _{property.Name} = value;");
            code.Close().Line();
            return;
        }

        code.Summary(property.Description).Line(attribute);
        code.Line(property.Required ? $"public {type} {pascal} {{ get; set; }} = null!;" : $"public {type}? {pascal} {{ get; set; }}")
            .Line();
    }

    private static void SecretSetter(CodeWriter code, PropertyDef property, string type, bool collection)
    {
        code.Open("set");
        if (collection)
        {
            code.Line(
                $"var emptySecret = Output.CreateSecret({type.Replace("InputList", "ImmutableArray", StringComparison.Ordinal)}.Empty);"
            );
            code.Line($"_{property.Name} = Output.All(value, emptySecret).Apply(v => v[0]);");
        }
        else
        {
            code.Line("var emptySecret = Output.CreateSecret(0);");
            code.Line($"_{property.Name} = Output.Tuple<{type}?, int>(value, emptySecret).Apply(t => t.Item1);");
        }

        code.Close();
    }

    private void PlainArgs(CodeWriter code, string name, IReadOnlyList<PropertyDef> properties)
    {
        code.Open($"public sealed class {name} : global::Pulumi.InvokeArgs");
        foreach (var property in properties)
        {
            var type = _types.Plain(property.Type);
            code.Summary(property.Description)
                .Line($"[Input({Names.Literal(property.Name)}{(property.Required ? ", required: true" : "")})]");
            var initial = _types.IsValueType(property.Type) ? "" : " = null!;";
            code.Line(
                    property.Required
                        ? $"public {type} {Names.Pascal(property.Name)} {{ get; set; }}{initial}"
                        : $"public {type}? {Names.Pascal(property.Name)} {{ get; set; }}"
                )
                .Line();
        }

        code.Open($"public {name}()").Close().Line($"public static new {name} Empty => new {name}();").Close();
    }

    private void OutputClass(CodeWriter code, string name, IReadOnlyList<PropertyDef> properties)
    {
        code.Line("[OutputType]").Open($"public sealed class {name}");
        foreach (var property in properties)
        {
            _outputTypes.UnionWith(Tokens(property.Type));
            code.Summary(property.Description).Line($"public readonly {_types.Output(property)} {Names.Pascal(property.Name)};");
        }

        code.Line().Line("[OutputConstructor]");
        code.Line($"private {name}({string.Join(", ", properties.Select(p => $"{_types.Output(p)} {Names.Parameter(p.Name)}"))})").Open("");
        foreach (var property in properties)
            code.Line($"{Names.Pascal(property.Name)} = {Names.Parameter(property.Name)};");
        code.Close().Close();
    }

    private void Nested(string token, bool input)
    {
        var (name, type) = (Names.OfToken(token), _schema.Types[token]);
        if (type.Cases is not null)
            return;
        var code = Header("");
        code.Open($"namespace {_schema.FullNamespace}.{(input ? "Inputs" : "Outputs")}").Summary(type.Description);
        if (input)
            Args(code, name + "Args", "ResourceArgs", type.Properties, provider: false);
        else
            OutputClass(code, name, type.Properties);
        Add(input ? $"Inputs/{name}Args.cs" : $"Outputs/{name}.cs", code.Close());
    }

    private HashSet<string> Closure(HashSet<string> tokens)
    {
        var all = new HashSet<string>(tokens);
        for (var added = true; added; )
        {
            added = false;
            foreach (var token in all.ToList())
                added |= _schema.Types[token].Properties.SelectMany(p => Tokens(p.Type)).Aggregate(false, (a, t) => all.Add(t) || a);
        }

        return all;
    }

    private static IEnumerable<string> Tokens(TypeRef type) =>
        type.Token is { } token ? [token]
        : type.Inner is { } inner ? Tokens(inner)
        : [];

    private static CodeWriter Header(string extra)
    {
        var code = new CodeWriter()
            .Line("// *** WARNING: this file was generated by sdk/Codegen. ***")
            .Line("// *** Do not edit by hand unless you're certain you know what you are doing! ***")
            .Line();
        foreach (
            var name in new[]
            {
                "System",
                "System.Collections.Generic",
                "System.Collections.Immutable",
                "System.Threading.Tasks",
                "Pulumi",
                "Pulumi.Serialization",
            }
        )
            code.Line($"using {name};");
        return code.Line(extra);
    }

    private void Add(string name, CodeWriter code) =>
        _files[name] = Encoding.UTF8.GetBytes(code.ToString().Replace("\n\n\n", "\n\n", StringComparison.Ordinal));
}
