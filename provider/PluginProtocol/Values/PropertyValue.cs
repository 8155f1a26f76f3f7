using System.Collections.Immutable;

namespace PluginProtocol.Values;

/// <summary>
/// One immutable node of a property tree as it travels between program, engine and provider: JSON's kinds plus
/// secret, unknown, output, resource reference and asset. Equality is structural.
/// </summary>
public abstract class PropertyValue : IEquatable<PropertyValue>
{
    private Content _content;

    private protected PropertyValue() { }

    /// <summary>What stands somewhere in a tree.</summary>
    [Flags]
    private enum Content : byte
    {
        None = 0,
        Unknown = 1,
        Secret = 2,
        Wrapper = 4,
        Known = 8,
    }

    /// <summary>The null value. The engine treats null and absent alike.</summary>
    public static PropertyValue Null { get; } = new PropertyNull();

    /// <summary>A value that is not known yet (preview only).</summary>
    public static PropertyValue Unknown { get; } = new PropertyUnknown();

    /// <summary>True for the null value.</summary>
    public bool IsNull => this is PropertyNull;

    /// <summary>A string value; null gives <see cref="Null"/>.</summary>
    public static PropertyValue Of(string? value) => value is null ? Null : new PropertyString(value);

    /// <summary>A number. Numbers are IEEE doubles on the wire; whole numbers above 2^53 lose digits.</summary>
    public static PropertyValue Of(double value) => new PropertyNumber(value);

    /// <summary>A boolean.</summary>
    public static PropertyValue Of(bool value) => new PropertyBool(value);

    /// <summary>A list.</summary>
    public static PropertyArray List(IEnumerable<PropertyValue> items) => new([.. items]);

    /// <summary>Marks a value as secret; a secret stays itself.</summary>
    public static PropertyValue Secret(PropertyValue value) => value is PropertySecret ? value : new PropertySecret(value);

    /// <inheritdoc/>
    public abstract bool Equals(PropertyValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as PropertyValue);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>The same tree without secret and known-output wrappers, at every depth. A tree that has none is itself.</summary>
    public PropertyValue Plain() =>
        this switch
        {
            _ when !Has(Content.Wrapper) => this,
            PropertySecret s => s.Value.Plain(),
            PropertyOutput { Value: { } v } => v.Plain(),
            PropertyOutput => Unknown,
            PropertyArray a => new PropertyArray([.. a.Items.Select(i => i.Plain())]),
            PropertyObject o => new PropertyObject(
                o.Members.ToImmutableSortedDictionary(m => m.Key, m => m.Value.Plain(), StringComparer.Ordinal)
            ),
            _ => this,
        };

    /// <summary>The value inside secret and known-output wrappers of this node alone.</summary>
    public PropertyValue Unwrapped =>
        this switch
        {
            PropertySecret s => s.Value.Unwrapped,
            PropertyOutput { Value: { } v } => v.Unwrapped,
            PropertyOutput => Unknown,
            _ => this,
        };

    /// <summary>True when an unknown stands anywhere in the tree.</summary>
    public bool ContainsUnknown => Has(Content.Unknown);

    /// <summary>True when a secret stands anywhere in the tree.</summary>
    public bool ContainsSecret => Has(Content.Secret);

    /// <summary>Looks for a node that satisfies a condition, this one included.</summary>
    public bool Any(Func<PropertyValue, bool> predicate) =>
        predicate(this)
        || this switch
        {
            PropertySecret s => s.Value.Any(predicate),
            PropertyOutput { Value: { } v } => v.Any(predicate),
            PropertyArray a => a.Items.Any(i => i.Any(predicate)),
            PropertyObject o => o.Members.Values.Any(m => m.Any(predicate)),
            _ => false,
        };

    /// <summary>A short text for messages. Secrets and unknowns are masked.</summary>
    public override string ToString() =>
        this switch
        {
            PropertyNull => "null",
            PropertyBool b => b.Value ? "true" : "false",
            PropertyNumber n => n.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            PropertyString s => s.Value,
            PropertySecret => "[secret]",
            PropertyOutput { IsSecret: true } => "[secret]",
            PropertyOutput { Value: { } v } => v.ToString(),
            PropertyArray a => "[" + string.Join(", ", a.Items) + "]",
            PropertyObject o => "{" + string.Join(", ", o.Members.Select(m => $"{m.Key}: {m.Value}")) + "}",
            PropertyResourceReference r => r.Urn,
            PropertyAsset a => a.IsArchive ? "[archive]" : "[asset]",
            _ => "[unknown]",
        };

    private bool Has(Content content) => (Contents() & content) != 0;

    /// <summary>Looked up once for each node: trees do not change, and most questions are whether there is anything to do.</summary>
    private Content Contents()
    {
        if ((_content & Content.Known) == 0)
            _content = Content.Known | Find();
        return _content;
    }

    private Content Find()
    {
        var found = Content.None;
        switch (this)
        {
            case PropertyUnknown:
                return Content.Unknown;
            case PropertySecret s:
                return Content.Wrapper | Content.Secret | s.Value.Contents();
            case PropertyOutput o:
                return Content.Wrapper | (o.IsSecret ? Content.Secret : Content.None) | (o.Value?.Contents() ?? Content.Unknown);
            case PropertyArray a:
                foreach (var item in a.Items)
                    found |= item.Contents();
                return found;
            case PropertyObject o:
                foreach (var member in o.Members)
                    found |= member.Value.Contents();
                return found;
            default:
                return found;
        }
    }
}

/// <summary>Null.</summary>
public sealed class PropertyNull : PropertyValue
{
    internal PropertyNull() { }

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertyNull;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}

/// <summary>A boolean.</summary>
public sealed class PropertyBool(bool value) : PropertyValue
{
    /// <summary>The boolean.</summary>
    public bool Value { get; } = value;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertyBool b && b.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();
}

/// <summary>A number (IEEE double).</summary>
public sealed class PropertyNumber(double value) : PropertyValue
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertyNumber n && n.Value.Equals(Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();
}

/// <summary>A string.</summary>
public sealed class PropertyString(string value) : PropertyValue
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertyString s && s.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A list.</summary>
public sealed class PropertyArray(ImmutableArray<PropertyValue> items) : PropertyValue
{
    /// <summary>The elements, in order.</summary>
    public ImmutableArray<PropertyValue> Items { get; } = items;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertyArray a && a.Items.SequenceEqual(Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(17, (h, i) => HashCode.Combine(h, i));
}

/// <summary>An object: string keys, sorted ordinally.</summary>
public sealed class PropertyObject(ImmutableSortedDictionary<string, PropertyValue> members) : PropertyValue
{
    /// <summary>The object without members.</summary>
    public static PropertyObject Empty { get; } = new(ImmutableSortedDictionary.Create<string, PropertyValue>(StringComparer.Ordinal));

    /// <summary>The members by key.</summary>
    public ImmutableSortedDictionary<string, PropertyValue> Members { get; } = members;

    /// <summary>Builds an object; a later pair of the same key wins.</summary>
    public static PropertyObject From(IEnumerable<KeyValuePair<string, PropertyValue>> members)
    {
        var builder = Empty.Members.ToBuilder();
        foreach (var (key, value) in members)
            builder[key] = value;
        return new PropertyObject(builder.ToImmutable());
    }

    /// <summary>Builds an object from pairs.</summary>
    public static PropertyObject Of(params (string Key, PropertyValue Value)[] members) =>
        From(members.Select(m => KeyValuePair.Create(m.Key, m.Value)));

    /// <summary>The member of that key, or null where there is none.</summary>
    public PropertyValue? this[string key] => Members.TryGetValue(key, out var value) ? value : null;

    /// <summary>A copy with one member set.</summary>
    public PropertyObject With(string key, PropertyValue value) => new(Members.SetItem(key, value));

    /// <summary>A copy without a member.</summary>
    public PropertyObject Without(string key) => new(Members.Remove(key));

    /// <summary>The text of a string member, wrappers removed; null where it is absent or no string.</summary>
    public string? Text(string key) => this[key]?.Unwrapped is PropertyString s ? s.Value : null;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) =>
        other is PropertyObject o
        && o.Members.Count == Members.Count
        && Members.All(m => o.Members.TryGetValue(m.Key, out var v) && v.Equals(m.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => Members.Aggregate(19, (h, m) => HashCode.Combine(h, m.Key, m.Value));
}

/// <summary>A secret: its value is never shown.</summary>
public sealed class PropertySecret(PropertyValue value) : PropertyValue
{
    /// <summary>The value in clear.</summary>
    public PropertyValue Value { get; } = value;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertySecret s && s.Value.Equals(Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(23, Value);
}

/// <summary>Not known yet.</summary>
public sealed class PropertyUnknown : PropertyValue
{
    internal PropertyUnknown() { }

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertyUnknown;

    /// <inheritdoc/>
    public override int GetHashCode() => 29;
}

/// <summary>An output value: a value with dependencies, and perhaps secret or unknown (<see cref="Value"/> null).</summary>
public sealed class PropertyOutput(PropertyValue? value, bool isSecret, ImmutableArray<string> dependencies) : PropertyValue
{
    /// <summary>The value, or null while it is unknown.</summary>
    public PropertyValue? Value { get; } = value;

    /// <summary>True when the value is secret.</summary>
    public bool IsSecret { get; } = isSecret;

    /// <summary>URNs of the resources it comes from.</summary>
    public ImmutableArray<string> Dependencies { get; } = dependencies;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) =>
        other is PropertyOutput o && Equals(o.Value, Value) && o.IsSecret == IsSecret && o.Dependencies.SequenceEqual(Dependencies);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(31, Value, IsSecret);
}

/// <summary>A reference to a resource. <see cref="Id"/> is null for components, empty while it is unknown.</summary>
public sealed class PropertyResourceReference(string urn, string? id, string packageVersion = "") : PropertyValue
{
    /// <summary>The URN.</summary>
    public string Urn { get; } = urn;

    /// <summary>The id; null for a component, empty while unknown.</summary>
    public string? Id { get; } = id;

    /// <summary>Version of the package, perhaps empty.</summary>
    public string PackageVersion { get; } = packageVersion;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) =>
        other is PropertyResourceReference r && r.Urn == Urn && r.Id == Id && r.PackageVersion == PackageVersion;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Urn, Id);
}

/// <summary>An asset or archive: passed through as its fields (hash and one of text, path, uri, assets).</summary>
public sealed class PropertyAsset(bool isArchive, PropertyObject fields) : PropertyValue
{
    /// <summary>True for an archive.</summary>
    public bool IsArchive { get; } = isArchive;

    /// <summary>The wire fields besides the signature.</summary>
    public PropertyObject Fields { get; } = fields;

    /// <inheritdoc/>
    public override bool Equals(PropertyValue? other) => other is PropertyAsset a && a.IsArchive == IsArchive && a.Fields.Equals(Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsArchive, Fields);
}
