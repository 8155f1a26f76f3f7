using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Writing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Building;

/// <summary>
/// Makes a license one that several stacks have, each with values of its own: where mail of its people goes and where its webhooks go are
/// settings then, beside those that differ from license to license anyway.
/// </summary>
internal sealed class ComponentParameters
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<StackSetting> _settings;
    private readonly ExportedLicense _license;
    private readonly StackSetting? _domain;

    private ComponentParameters(ExportedLicense license)
    {
        (_license, _settings) = (license, [.. license.Settings]);
        _taken.UnionWith(license.Settings.Select(s => s.Key));
        _taken.UnionWith(license.Objects.Select(o => CSharpValues.Variable(o.Name)));
        var domains = license.Objects.Select(o => AddressOf(o.Id)).OfType<(string Local, string Domain)>().GroupBy(a => a.Domain);
        if (domains.OrderByDescending(d => d.Count()).ThenBy(d => d.Key, StringComparer.Ordinal).FirstOrDefault() is { } most)
            _domain = Add("email-domain", "The domain of the e-mail addresses of this license's people.", most.Key);
    }

    /// <summary>The license as a component.</summary>
    /// <param name="license">The license.</param>
    /// <param name="project">The name of the project.</param>
    public static ExportedLicense Of(ExportedLicense license, string project)
    {
        var parameters = new ComponentParameters(license);
        ImmutableArray<ExportedObject> objects = [.. license.Objects.Select(parameters.Parameterized)];
        return license with
        {
            Objects = objects,
            Settings = [.. parameters._settings.OrderBy(s => s.Key, StringComparer.Ordinal)],
            Component = $"{project}:index:License",
        };
    }

    private ExportedObject Parameterized(ExportedObject exported) =>
        exported with
        {
            Inputs = new ProgramValue.Map([
                .. exported.Inputs.Members.Select(m =>
                    KeyValuePair.Create(m.Key, IsUrl(m.Key, m.Value) ? UrlOf(exported, m.Key, m.Value) : Addressed(m.Value))
                ),
            ]),
        };

    /// <summary>A value in which the addresses of the license's own people are of the stack's domain.</summary>
    private ProgramValue Addressed(ProgramValue value) =>
        value switch
        {
            ProgramValue.Array list => new ProgramValue.Array([.. list.Items.Select(Addressed)]),
            ProgramValue.Map map => new ProgramValue.Map([.. map.Members.Select(m => KeyValuePair.Create(m.Key, Addressed(m.Value)))]),
            ProgramValue.Literal { Value: PropertyString text }
                when _domain is not null
                    && AddressOf(text.Value) is { } address
                    && address.Domain == _domain.Value!.ToString()
                    && _license.Objects.Any(o => o.Id == text.Value) => new ProgramValue.Address(address.Local, _domain.Key),
            _ => value,
        };

    private ProgramValue.OfSetting UrlOf(ExportedObject exported, string property, ProgramValue value)
    {
        var url = ((ProgramValue.Literal)value).Value.ToString();
        return new ProgramValue.OfSetting(Add($"{exported.Name}-{property}", $"{exported.Name}: the address that it calls.", url).Key);
    }

    private static bool IsUrl(string property, ProgramValue value) =>
        property.EndsWith("url", StringComparison.OrdinalIgnoreCase)
        && value is ProgramValue.Literal { Value: PropertyString text }
        && Uri.TryCreate(text.Value, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https";

    private StackSetting Add(string name, string description, string value)
    {
        var (wanted, number) = (Identifiers.Camel(name), 1);
        var key = wanted;
        while (!_taken.Add(key))
            key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wanted}{++number}");
        var setting = new StackSetting(key, SettingKind.Text, description) { Value = PropertyValue.Of(value) };
        _settings.Add(setting);
        return setting;
    }

    private static (string Local, string Domain)? AddressOf(string text) =>
        text.Split('@') is [{ Length: > 0 } local, { Length: > 0 } domain] ? (local, domain) : null;
}
