using System.Collections.Immutable;

namespace Pulumi;

/// <summary>Parts of lists and unions that are not known yet.</summary>
public static class OutputExtensions
{
    /// <summary>The first element.</summary>
    public static Output<T> First<T>(this Output<ImmutableArray<T>> array) => array.GetAt(0);

    /// <summary>The element at an index.</summary>
    public static Output<T> GetAt<T>(this Output<ImmutableArray<T>> array, Input<int> index) =>
        Output.Tuple(array, index.ToOutput()).Apply(p => p.Item1[p.Item2]);

    /// <summary>The number of elements.</summary>
    public static Output<int> Length<T>(this Output<ImmutableArray<T>> array) => array.Apply(a => a.Length);

    /// <summary>Whether the value is of the first type.</summary>
    public static Output<bool> IsT0<T0, T1>(this Output<Union<T0, T1>> output) => output.Apply(u => u.IsT0);

    /// <summary>Whether the value is of the second type.</summary>
    public static Output<bool> IsT1<T0, T1>(this Output<Union<T0, T1>> output) => output.Apply(u => u.IsT1);

    /// <summary>The value as one of the first type.</summary>
    public static Output<T0> AsT0<T0, T1>(this Output<Union<T0, T1>> output) => output.Apply(u => u.AsT0);

    /// <summary>The value as one of the second type.</summary>
    public static Output<T1> AsT1<T0, T1>(this Output<Union<T0, T1>> output) => output.Apply(u => u.AsT1);

    /// <summary>The value.</summary>
    public static Output<object> Value<T0, T1>(this Output<Union<T0, T1>> output) => output.Apply(u => u.Value);
}
