using System.Buffers;
using System.Text;
using System.Text.Json;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Rpc;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Schema;

/// <summary>Writes the Pulumi package schema from the specs.</summary>
internal static class SchemaWriter
{
    /// <summary>Where Pulumi downloads the plugin from: the one place that says so.</summary>
    public const string PluginDownloadUrl = "github://api.github.com/" + Repository;

    /// <summary>The name of the SDK that Pulumi generates for TypeScript.</summary>
    public const string NodePackage = "livechat-pulumi";

    /// <summary>The name of the SDK that Pulumi generates for Python.</summary>
    public const string PythonPackage = "livechat_pulumi";

    private const string Repository = "livechat-pulumi/livechat-pulumi";

    public static string Write(bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, indented ? Json.Indented : Json.Relaxed))
            new Writer(json).WritePackage();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed class Writer(Utf8JsonWriter json)
    {
        private readonly SortedDictionary<string, PropertyType> _types = new(StringComparer.Ordinal);

        public void WritePackage()
        {
            json.WriteStartObject();
            json.WriteString("name", "livechat");
            json.WriteString("displayName", "LiveChat");
            json.WriteString("version", PackageVersion.Current);
            json.WriteString(
                "description",
                "Declare a LiveChat license as code: "
                    + "agents, bots, groups, tags, routing rules, properties and webhooks, through the Configuration API."
            );
            WriteStrings("keywords", ["pulumi", "livechat", "category/utility", "kind/native"]);
            json.WriteString("homepage", "https://github.com/" + Repository);
            json.WriteString("license", "Apache-2.0");
            json.WriteString(
                "attribution",
                "Built on the public Configuration API of LiveChat, a product of Text, Inc., which neither makes nor supports this package."
            );
            json.WriteString("repository", "https://github.com/" + Repository);
            json.WriteString("logoUrl", $"https://raw.githubusercontent.com/{Repository}/main/sdk/dotnet/logo.png");
            json.WriteString("publisher", "LiveChat.Pulumi");
            json.WriteString("pluginDownloadURL", PluginDownloadUrl);
            WriteLanguages();
            json.WriteStartObject("config");
            WriteSettings("variables", ProviderConfig.Properties, ofPrograms: true);
            json.WriteStartArray("defaults");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("provider");
            json.WriteString("description", "Access to one LiveChat license.");
            WriteSettings("properties", ProviderConfig.Properties.Where(p => p.Type is not IntegerType), ofPrograms: false);
            WriteSettings("inputProperties", ProviderConfig.Properties, ofPrograms: false);
            json.WriteEndObject();
            json.WriteStartObject("resources");
            foreach (var resource in Catalog.Resources.OrderBy(r => r.Spec.Token, StringComparer.Ordinal))
                WriteResource(resource);
            json.WriteEndObject();
            json.WriteStartObject("functions");
            foreach (var function in Catalog.Functions.OrderBy(f => f.Spec.Token, StringComparer.Ordinal))
                WriteFunction(function.Spec);
            json.WriteEndObject();
            WriteTypes();
            json.WriteEndObject();
        }

        private void WriteResource(ManagedResource resource)
        {
            var spec = resource.Spec;
            json.WriteStartObject(spec.Token);
            json.WriteString("description", $"{spec.Description}\n\nImport it by {spec.ImportId}.");
            WriteProperties("properties", spec.Properties.Where(p => p.Class != PropertyClass.WriteOnly));
            WriteStrings("required", spec.Properties.Where(p => p is { AlwaysPresent: true, ComesWithReads: false }).Select(p => p.Name));
            WriteProperties("inputProperties", spec.Inputs);
            WriteStrings("requiredInputs", spec.Inputs.Where(p => p.IsRequiredBySchema).Select(p => p.Name));
            if (spec.PartOf is { } whole)
            {
                json.WriteStartObject("language");
                json.WriteStartObject("livechat");
                json.WriteString("partOf", whole);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteStartObject("listInputs");
            json.WriteString(
                "description",
                resource.ListsByOwner
                    ? "Every object of one client id is listed."
                    : "There are no filters: every object of the license is listed."
            );
            if (resource.ListsByOwner)
                WriteProperties("properties", [CommonArguments.Owner]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void WriteFunction(FunctionSpec spec)
        {
            json.WriteStartObject(spec.Token);
            json.WriteString("description", spec.Description);
            json.WriteStartObject("inputs");
            json.WriteString("type", "object");
            WriteProperties("properties", spec.Inputs);
            WriteStrings("required", spec.Inputs.Where(p => p.Required).Select(p => p.Name));
            json.WriteEndObject();
            json.WriteStartObject("outputs");
            json.WriteString("type", "object");
            WriteProperties("properties", spec.Outputs);
            WriteStrings("required", spec.Outputs.Where(p => p.AlwaysPresent).Select(p => p.Name));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        /// <summary>
        /// Settings of the provider. Tools make options of the command line of those that have a plain type, so a setting with few values
        /// is a text that says which. Only what programs read has the environment as its default: an SDK that read it for an explicit
        /// provider would write credentials into the state, and hide from the plugin for which address they were meant.
        /// </summary>
        private void WriteSettings(string name, IEnumerable<PropertySpec> settings, bool ofPrograms)
        {
            json.WriteStartObject(name);
            foreach (var setting in settings.OrderBy(p => p.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject(setting.Name);
                WriteType(setting.Type is EnumType ? PropertyType.Text : setting.Type);
                var values = setting.Type is EnumType { Values: var all }
                    ? $" Values: {string.Join(" ", all.Select(v => $"`{v.Value}`: {v.Description}"))}"
                    : "";
                json.WriteString("description", setting.Description + values);
                if (setting.Secret)
                    json.WriteBoolean("secret", true);
                if (ofPrograms)
                {
                    json.WriteStartObject("defaultInfo");
                    WriteStrings("environment", [ProviderConfig.VariableOf(setting.Name)]);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        private void WriteProperties(string name, IEnumerable<PropertySpec> properties)
        {
            json.WriteStartObject(name);
            foreach (var property in properties.OrderBy(p => p.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject(property.Name);
                WriteType(property.Type);
                json.WriteString("description", property.Description);
                if (property.Secret)
                    json.WriteBoolean("secret", true);
                if (property.Class == PropertyClass.Replace)
                {
                    json.WriteBoolean("replaceOnChanges", true);
                    json.WriteBoolean("willReplaceOnChanges", true);
                }

                WriteForExport(property);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        /// <summary>
        /// What a program needs to know that is made of a license. Pulumi lets each tool write what it likes under its name here.
        /// </summary>
        private void WriteForExport(PropertySpec property)
        {
            var isRequiredWhereNew = property.Required && !property.IsRequiredBySchema;
            if (property is { RefersTo: [], Setting: null } && !isRequiredWhereNew)
                return;
            json.WriteStartObject("language");
            json.WriteStartObject("livechat");
            if (property.RefersTo.Count > 0)
                WriteTargets(property.RefersTo);
            if (property.Setting is { } setting)
                json.WriteString("setting", setting);
            if (isRequiredWhereNew)
                json.WriteBoolean("requiredWhereNew", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void WriteTargets(IEnumerable<PropertyTarget> targets)
        {
            json.WriteStartArray("refersTo");
            foreach (var target in targets)
            {
                json.WriteStartObject();
                json.WriteString("resource", target.Resource);
                json.WriteString("property", target.Output);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void WriteType(PropertyType type)
        {
            switch (type)
            {
                case AnyType:
                    json.WriteString("$ref", "pulumi.json#/Any");
                    break;
                case TextType:
                    json.WriteString("type", "string");
                    break;
                case BooleanType:
                    json.WriteString("type", "boolean");
                    break;
                case IntegerType:
                    json.WriteString("type", "integer");
                    break;
                case ListType list:
                    WriteNested("array", "items", list.Item);
                    break;
                case MapType map:
                    WriteNested("object", "additionalProperties", map.Value);
                    break;
                case EnumType e:
                    WriteReference(e.Name, type);
                    break;
                case ObjectType o:
                    WriteReference(o.Name, type);
                    break;
            }
        }

        private void WriteNested(string type, string member, PropertyType inner)
        {
            json.WriteString("type", type);
            json.WriteStartObject(member);
            WriteType(inner);
            json.WriteEndObject();
        }

        private void WriteReference(string name, PropertyType type)
        {
            _types["livechat:index:" + name] = type;
            json.WriteString("$ref", "#/types/livechat:index:" + name);
        }

        /// <summary>Types come last: writing one may name further ones.</summary>
        private void WriteTypes()
        {
            json.WriteStartObject("types");
            var written = new HashSet<string>(StringComparer.Ordinal);
            while (_types.Keys.FirstOrDefault(k => !written.Contains(k)) is { } token)
            {
                written.Add(token);
                json.WriteStartObject(token);
                if (_types[token] is EnumType e)
                    WriteEnum(e);
                else
                    WriteObject((ObjectType)_types[token]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        private void WriteEnum(EnumType type)
        {
            json.WriteString("type", "string");
            json.WriteString("description", type.Description);
            json.WriteStartArray("enum");
            foreach (var value in type.Values)
            {
                json.WriteStartObject();
                json.WriteString("name", value.Name);
                json.WriteString("value", value.Value);
                json.WriteString("description", value.Description);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void WriteObject(ObjectType type)
        {
            json.WriteString("type", "object");
            json.WriteString("description", type.Description);
            WriteProperties("properties", type.Properties);
            WriteStrings("required", type.Properties.Where(p => p.IsRequiredBySchema).Select(p => p.Name));
        }

        private void WriteLanguages()
        {
            json.WriteStartObject("language");
            json.WriteStartObject("csharp");
            json.WriteString("rootNamespace", "LiveChatPulumi");
            json.WriteStartObject("namespaces");
            json.WriteString("livechat", "LiveChat");
            json.WriteEndObject();
            json.WriteBoolean("respectSchemaVersion", true);
            json.WriteEndObject();
            WriteLanguage("nodejs", "packageName", NodePackage);
            WriteLanguage("python", "packageName", PythonPackage);
            WriteLanguage("go", "importBasePath", "github.com/livechat-pulumi/livechat-pulumi/sdk/go/livechat");
            json.WriteStartObject("java");
            json.WriteString("basePackage", "com.livechatpulumi");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void WriteLanguage(string language, string key, string package)
        {
            json.WriteStartObject(language);
            json.WriteString(key, package);
            json.WriteBoolean("respectSchemaVersion", true);
            json.WriteEndObject();
        }

        private void WriteStrings(string name, IEnumerable<string> values)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }
}
