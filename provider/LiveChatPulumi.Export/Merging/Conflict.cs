namespace LiveChatPulumi.Export.Merging;

/// <summary>A place where the license and people changed the same, or where people's text cannot take what the license changed.</summary>
/// <param name="Path">The members that lead to it: <c>resources.tag-vip.properties.name</c>.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line in the file as it is now.</param>
/// <param name="Reason">What it is, for people.</param>
internal sealed record Conflict(string Path, string File, int Line, string Reason);
