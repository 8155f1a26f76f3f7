using System.Text.Json.Nodes;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>A form that customers fill in before or after a chat.</summary>
public sealed class Form : CustomerObject
{
    /// <summary>The id.</summary>
    public string? Id { get; init; }

    /// <summary>Its fields, in their order.</summary>
    public IReadOnlyList<FormField>? Fields { get; init; }
}

/// <summary>A field of a form, empty or filled.</summary>
public sealed class FormField : CustomerObject
{
    /// <summary>The id.</summary>
    public string? Id { get; init; }

    /// <summary>The kind, one of <see cref="FormFieldTypes"/> or what the server says.</summary>
    public string? Type { get; init; }

    /// <summary>What stands beside it.</summary>
    public string? Label { get; init; }

    /// <summary>True where it must be filled in.</summary>
    public bool? Required { get; init; }

    /// <summary>The answer to an open question.</summary>
    public JsonNode? Value { get; init; }

    /// <summary>The choices.</summary>
    public IReadOnlyList<FormOption>? Options { get; init; }
}

/// <summary>One choice of a field.</summary>
public sealed class FormOption : CustomerObject
{
    /// <summary>The choice.</summary>
    public JsonNode? Value { get; init; }

    /// <summary>True where it was chosen.</summary>
    public bool? Checked { get; init; }
}

/// <summary>The kinds of fields that the documents name.</summary>
public static class FormFieldTypes
{
    /// <summary>A heading. It has no answer.</summary>
    public const string Header = "header";

    /// <summary>The customer's name.</summary>
    public const string Name = "name";

    /// <summary>The customer's e-mail address.</summary>
    public const string Email = "email";

    /// <summary>An open question.</summary>
    public const string Question = "question";

    /// <summary>An open question for a long answer.</summary>
    public const string TextArea = "textarea";

    /// <summary>An open question of a filled form.</summary>
    public const string Text = "text";

    /// <summary>One of several choices.</summary>
    public const string Radio = "radio";

    /// <summary>One of several choices, in a list.</summary>
    public const string Select = "select";

    /// <summary>Any of several choices.</summary>
    public const string Checkbox = "checkbox";

    /// <summary>The choice of a group.</summary>
    public const string GroupChooser = "group_chooser";

    /// <summary>A rating. It is no part of the filled form.</summary>
    public const string Rating = "rating";
}
