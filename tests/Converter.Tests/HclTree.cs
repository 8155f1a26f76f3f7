namespace Converter_Tests;

/// <summary>A value or an expression of HCL.</summary>
internal abstract record HclValue;

internal sealed record HclText(string Value) : HclValue;

internal sealed record HclNumber(double Value) : HclValue;

internal sealed record HclBool(bool Value) : HclValue;

internal sealed record HclNull : HclValue;

internal sealed record HclList(IReadOnlyList<HclValue> Items) : HclValue;

internal sealed record HclObject(IReadOnlyDictionary<string, HclValue> Members) : HclValue;

internal sealed record HclReference(IReadOnlyList<string> Parts) : HclValue;

internal sealed record HclCall(string Name, IReadOnlyList<HclValue> Arguments) : HclValue;

/// <summary>Attributes and blocks.</summary>
internal sealed record HclBody(Dictionary<string, HclValue> Attributes, List<HclBlock> Blocks);

internal sealed record HclBlock(string Type, IReadOnlyList<string> Labels, HclBody Body);
