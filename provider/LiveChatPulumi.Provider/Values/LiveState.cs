using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>Turns what the server returned into the inputs and outputs of a state.</summary>
internal static class LiveState
{
    /// <summary>
    /// Outputs: what is live, in the user's words where they mean the same (order of sets, letter case), plus inputs
    /// that the server never returns. What was secret stays secret.
    /// </summary>
    public static PropertyObject Outputs(ResourceSpec spec, PropertyObject live, PropertyObject inputs)
    {
        var outputs = live;
        foreach (var property in spec.Inputs)
        {
            if (inputs[property.Name] is not { IsNull: false } input)
                continue;
            var value =
                outputs[property.Name] is { } shown && property.IsObservable
                    ? ProgramWords.Of(property.Type, input.Plain(), shown)
                    : input.Plain();
            outputs = outputs.With(property.Name, value);
        }

        foreach (var property in spec.Properties.Where(p => p.Secret))
        {
            if (outputs[property.Name] is { } value)
                outputs = outputs.With(property.Name, PropertyValue.Secret(value));
        }

        return (PropertyObject)MarkSecrets(outputs, inputs);
    }

    /// <summary>Outputs with the one that is the object's id, where there is one.</summary>
    public static PropertyObject WithId(ResourceSpec spec, PropertyObject outputs, string id)
    {
        if (spec.Properties.FirstOrDefault(p => p is { ApiName: "id", Class: PropertyClass.Output }) is not { } property)
            return outputs;
        var own = spec.IsClientOwned ? id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..] : id;
        var value =
            property.Type is IntegerType
                ? PropertyValue.Of(int.Parse(own, System.Globalization.CultureInfo.InvariantCulture))
                : PropertyValue.Of(own);
        return outputs.With(property.Name, value);
    }

    /// <summary>
    /// Outputs after a refresh, as the state has them where a read tells nothing new of what the program leaves out: by hiding it, or by
    /// an empty value or a default where the state has none.
    /// </summary>
    public static PropertyObject WithoutNoNews(ResourceSpec spec, PropertyObject outputs, PropertyObject inputs, PropertyObject state) =>
        spec
            .Inputs.Where(p => inputs[p.Name] is null)
            .Aggregate(
                outputs,
                (o, p) =>
                    (state[p.Name], o[p.Name]) switch
                    {
                        ({ } known, null) when !p.IsToldBy(o) || ValueEquality.AreEqual(p, known, null) => o.With(p.Name, known),
                        (null, { } shown) when IsEmpty(shown) || ValueEquality.AreEqual(p, shown, null) => o.Without(p.Name),
                        _ => o,
                    }
            );

    /// <summary>What is live, with the outputs that only the state or a call just made knows.</summary>
    public static PropertyObject WithIssued(ResourceSpec spec, PropertyObject live, PropertyObject known) =>
        spec.Properties.Where(p => p.Issued).Aggregate(live, (l, p) => known[p.Name] is { } value ? l.With(p.Name, value) : l);

    /// <summary>
    /// Inputs after a refresh: the user's keys in the user's words, with what differs taken from the server. What the
    /// user never set is not promoted to an input.
    /// </summary>
    public static PropertyObject RefreshedInputs(ResourceSpec spec, PropertyObject oldInputs, PropertyObject live)
    {
        var inputs = oldInputs;
        foreach (var property in spec.Inputs.Where(p => p.IsObservable))
        {
            // What only a create sets cannot be brought back: it is told, and stays in the words of the program.
            if (property.Class == PropertyClass.CreateOnly)
                continue;
            if (oldInputs[property.Name] is not { Unwrapped.IsNull: false } old || !property.IsToldBy(live))
                continue;
            if (property.SettlesAt is { } end && ValueEquality.AreEqual(property.Type, live[property.Name], end))
                continue;
            inputs = Refreshed(property, old, live[property.Name]) is { } value
                ? inputs.With(property.Name, value)
                : inputs.Without(property.Name);
        }

        return (PropertyObject)MarkSecrets(inputs, oldInputs);
    }

    /// <summary>Inputs of an imported resource: all that can be set and differs from the server's default.</summary>
    public static PropertyObject ImportedInputs(ResourceSpec spec, PropertyObject live)
    {
        var inputs = PropertyObject.Empty;
        foreach (var property in spec.Inputs.Where(p => p is { IsObservable: true, OmittedOnImport: false }))
        {
            if (live[property.Name] is not { } value)
                continue;
            if (
                property.Required
                || property.Class == PropertyClass.Replace && !IsEmpty(value)
                || !(IsEmpty(value) || ValueEquality.AreEqual(property.Type, value, property.Default))
            )
                inputs = inputs.With(property.Name, value);
        }

        return inputs;
    }

    /// <summary>What the user set and the server shows otherwise.</summary>
    public static IEnumerable<PropertySpec> Differences(ResourceSpec spec, PropertyObject inputs, PropertyObject live) =>
        spec.Inputs.Where(p =>
            p.Class == PropertyClass.Input
            && inputs[p.Name] is { Unwrapped.IsNull: false } input
            && p.IsToldBy(live)
            && !Holds(p with { Required = false }, input, live[p.Name])
        );

    /// <summary>True where what is live is as the program says, by whatever LiveChat chose where the program leaves the choice.</summary>
    public static bool Holds(PropertySpec property, PropertyValue? said, PropertyValue? live) =>
        ValueEquality.AreEqual(property, said, Refreshed(property, said, live));

    /// <summary>Values with the properties wrapped as secret that the spec declares to be secret.</summary>
    public static PropertyObject MarkDeclaredSecrets(ResourceSpec spec, PropertyObject values) =>
        spec
            .Properties.Where(p => p.Secret)
            .Aggregate(values, (o, p) => o[p.Name] is { } value ? o.With(p.Name, PropertyValue.Secret(value)) : o);

    /// <summary>Wraps as secret, in the first tree, whatever is secret in the second.</summary>
    public static PropertyValue MarkSecrets(PropertyValue value, PropertyValue? marks)
    {
        switch (marks)
        {
            case PropertySecret or PropertyOutput { IsSecret: true }:
                return PropertyValue.Secret(value.Plain());
            case PropertyObject m when value is PropertyObject o:
                return PropertyObject.From(o.Members.Select(p => KeyValuePair.Create(p.Key, MarkSecrets(p.Value, m[p.Key]))));
            case PropertyArray m when value is PropertyArray a && m.ContainsSecret:
                return MarkElements(a, m);
            default:
                return value;
        }
    }

    /// <summary>
    /// Wraps as secret the elements that say the same as secret ones, wherever they stand: LiveChat gives sets in any order. Which of the
    /// others a secret one has become, nobody knows where there are several: then all of them are secret.
    /// </summary>
    private static PropertyArray MarkElements(PropertyArray list, PropertyArray marks)
    {
        var left = marks.Items.ToList();
        var marked = list.Items.Select(Found).ToList();
        var isOne = left.Count == 1 && marked.Count(m => m is null) == 1;
        return PropertyValue.List(marked.Select((m, i) => m ?? Changed(list.Items[i])));

        PropertyValue? Found(PropertyValue item)
        {
            var at = left.FindIndex(m => m.Plain().Equals(item.Plain()));
            if (at < 0)
                return null;
            var found = MarkSecrets(item, left[at]);
            left.RemoveAt(at);
            return found;
        }

        PropertyValue Changed(PropertyValue item) =>
            isOne ? MarkSecrets(item, left[0])
            : left.Exists(m => m.ContainsSecret) ? PropertyValue.Secret(item.Plain())
            : item;
    }

    /// <summary>
    /// A value in the words of the program where they hold. A value that the program declares counts as a whole: updates write it whole,
    /// so what the license has more, or less, is a difference.
    /// </summary>
    private static PropertyValue? Refreshed(PropertySpec? property, PropertyValue? old, PropertyValue? live)
    {
        if ((live is null && property is { IsUnreadable: true, ShownWith: [] }) || ValueEquality.AreEqual(property, old, live))
            return old;
        if (property?.Type is TextType { EmptyIsAny: true } && old?.Unwrapped is PropertyString { Value: "" })
            return old;
        if ((property?.Type, old?.Unwrapped, live) is not (ObjectType { IsChoice: false } obj, PropertyObject o, PropertyObject l))
            return (property, old, live) is ({ Type: { } type }, { } said, { } now) ? ProgramWords.Of(type, said.Plain(), now) : live;
        return PropertyObject.From(
            o.Members.Keys.Union(l.Members.Keys)
                .Select(k => (Key: k, Value: Refreshed(obj.Find(k), o[k], l[k])))
                .Where(m => m.Value is not null)
                .Select(m => KeyValuePair.Create(m.Key, m.Value!))
        );
    }

    private static bool IsEmpty(PropertyValue value) =>
        value.Unwrapped switch
        {
            PropertyString s => s.Value.Length == 0,
            PropertyArray a => a.Items.IsEmpty,
            PropertyObject o => o.Members.Values.All(IsEmpty),
            PropertyNull => true,
            _ => false,
        };
}
