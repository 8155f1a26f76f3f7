using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PluginProtocol.Values;

namespace PluginProtocol_Tests;

/// <summary>What holds for any property path and any URN.</summary>
[Properties(Arbitrary = [typeof(PropertyTrees), typeof(Paths)], MaxTest = 200)]
public class PathPropertyTests
{
    [Property]
    public void Parse_FormattedPath_IsThePath(PropertyPath path) => Assert.Equal(path, PropertyPath.Parse(path.ToString()));

    [Property]
    public void ToString_TwoPaths_AreTheSameTextOnlyIfTheyAreEqual(PropertyPath a, PropertyPath b)
    {
        Assert.Equal(a.Equals(b), a.ToString() == b.ToString());
        Assert.Equal(a.GetHashCode(), PropertyPath.Parse(a.ToString()).GetHashCode());
    }

    /// <summary>A text is a path or is refused; nothing else can come of it.</summary>
    [Property]
    public void Parse_AnyText_IsAPathOrAFormatException(PropertyPath path, byte from, byte to)
    {
        var text = path.ToString();
        var (start, end) = (from % (text.Length + 1), to % (text.Length + 1));
        var damaged = start <= end ? text[start..end] : text[..end] + text[start..];
        try
        {
            var parsed = PropertyPath.Parse(damaged);
            Assert.Equal(parsed, PropertyPath.Parse(parsed.ToString()));
        }
        catch (FormatException e)
        {
            Assert.Contains(damaged, e.Message, StringComparison.Ordinal);
        }
    }

    [Property]
    public void Contains_PathThatGoesOn_IsContained(PropertyPath path, PropertyPath rest)
    {
        Assert.True(path.Contains(path.Append(rest)));
        Assert.Equal(rest.Segments.IsEmpty, path.Append(rest).Contains(path));
    }

    [Property]
    public void Get_EveryPlaceOfATree_HasTheValueThere(PropertyObject tree) =>
        Assert.All(Places(PropertyPath.Root, tree), p => Assert.Equal(p.Value, p.Path.Get(tree)));

    /// <summary>ignoreChanges at every place of the new inputs and of the old ones gives the old inputs back.</summary>
    [Property]
    public void Reset_EveryMember_GivesTheOldInputs(PropertyObject olds, PropertyObject news)
    {
        PropertyValue reset = news;
        foreach (var key in news.Members.Keys.Union(olds.Members.Keys))
            reset = PropertyPath.Root.Member(key).Reset(reset, olds);
        Assert.Equal(olds, reset);
    }

    [Property]
    public void Reset_AnyPlaceToItself_ChangesNothing(PropertyObject tree) =>
        Assert.All(Places(PropertyPath.Root, tree), p => Assert.Equal(tree.Plain(), p.Path.Reset(tree, tree).Plain()));

    [Property]
    public void Parse_FormattedUrn_IsTheUrn(Urn urn) => Assert.Equal(urn, Urn.Parse(urn.ToString()));

    [Property]
    public void Create_UnderAnyParent_HasItsOwnTypeAndThePlaceOfTheParent(Urn parent, Urn child)
    {
        var urn = Urn.Create(parent.Stack, parent.Project, parent, child.Type, child.Name);
        Assert.Equal((child.Type, child.Name), (urn.Type, urn.Name));
        Assert.StartsWith(parent.QualifiedType + "$", urn.QualifiedType, StringComparison.Ordinal);
        Assert.Equal(urn, Urn.Parse(urn.ToString()));
    }

    /// <summary>All places inside objects and lists; a place whose name is a wildcard is not one place.</summary>
    private static IEnumerable<(PropertyPath Path, PropertyValue Value)> Places(PropertyPath at, PropertyValue value) =>
        (
            value switch
            {
                PropertyObject o => o.Members.Where(m => m.Key != "*").SelectMany(m => Places(at.Member(m.Key), m.Value)),
                PropertyArray a => a.Items.SelectMany((item, i) => Places(at.Element(i), item)),
                _ => [],
            }
        ).Prepend((at, value));
}

/// <summary>Paths and URNs for FsCheck.</summary>
public static class Paths
{
    private static readonly Gen<string> Words = Gen.Elements("dev", "shop", "a-b_c.d", "żółw", "名前", "x");

    /// <summary>Any path, shrunk to paths with fewer steps.</summary>
    public static Arbitrary<PropertyPath> AnyPath() =>
        Arb.From(
            Gen.OneOf(
                    Gen.Elements("name", "a_1", "0", "Priority").Select(object (s) => s),
                    PropertyTrees.Texts.Select(object (s) => s),
                    Gen.OneOf(Gen.Choose(0, 12), Gen.Constant(int.MaxValue)).Select(object (i) => i)
                )
                .ListOf()
                .Resize(5)
                .Select(Path),
            path => path.Segments.Select((_, i) => Path(path.Segments.RemoveAt(i)))
        );

    /// <summary>Any URN, of resources under up to two components.</summary>
    public static Arbitrary<Urn> AnyUrn() =>
        (
            from stack in Words
            from project in Words
            from types in Words.Select(w => $"pkg:index/{w}:Type").NonEmptyListOf().Resize(3)
            from name in PropertyTrees.Texts
            select new Urn(stack, project, string.Join('$', types), name + "n")
        ).ToArbitrary();

    private static PropertyPath Path(IEnumerable<object> segments) =>
        segments.Aggregate(PropertyPath.Root, (path, s) => s is int index ? path.Element(index) : path.Member((string)s));
}
