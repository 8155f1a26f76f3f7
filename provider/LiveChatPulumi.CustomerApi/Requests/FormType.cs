namespace LiveChatPulumi.CustomerApi.Requests;

/// <summary>When a form is filled in.</summary>
public enum FormType
{
    /// <summary>Before a chat.</summary>
    Prechat,

    /// <summary>After a chat.</summary>
    Postchat,
}
