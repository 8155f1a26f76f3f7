using System.Collections.Immutable;

namespace Pulumi;

public static partial class Output
{
    /// <summary>Two inputs as one output.</summary>
    public static Output<(T1, T2)> Tuple<T1, T2>(Input<T1> item1, Input<T2> item2) =>
        Joined([item1.Boxed(), item2.Boxed()], v => ((T1)v[0]!, (T2)v[1]!));

    /// <summary>Two outputs as one.</summary>
    public static Output<(T1, T2)> Tuple<T1, T2>(Output<T1> item1, Output<T2> item2) =>
        Joined([item1.Boxed(), item2.Boxed()], v => ((T1)v[0]!, (T2)v[1]!));

    /// <summary>Three inputs as one output.</summary>
    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(Input<T1> item1, Input<T2> item2, Input<T3> item3) =>
        Joined([item1.Boxed(), item2.Boxed(), item3.Boxed()], v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!));

    /// <summary>Three outputs as one.</summary>
    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(Output<T1> item1, Output<T2> item2, Output<T3> item3) =>
        Joined([item1.Boxed(), item2.Boxed(), item3.Boxed()], v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!));

    /// <summary>Four inputs as one output.</summary>
    public static Output<(T1, T2, T3, T4)> Tuple<T1, T2, T3, T4>(Input<T1> item1, Input<T2> item2, Input<T3> item3, Input<T4> item4) =>
        Joined([item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed()], v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!));

    /// <summary>Four outputs as one.</summary>
    public static Output<(T1, T2, T3, T4)> Tuple<T1, T2, T3, T4>(Output<T1> item1, Output<T2> item2, Output<T3> item3, Output<T4> item4) =>
        Joined([item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed()], v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!));

    /// <summary>Five inputs as one output.</summary>
    public static Output<(T1, T2, T3, T4, T5)> Tuple<T1, T2, T3, T4, T5>(
        Input<T1> item1,
        Input<T2> item2,
        Input<T3> item3,
        Input<T4> item4,
        Input<T5> item5
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!)
        );

    /// <summary>Five outputs as one.</summary>
    public static Output<(T1, T2, T3, T4, T5)> Tuple<T1, T2, T3, T4, T5>(
        Output<T1> item1,
        Output<T2> item2,
        Output<T3> item3,
        Output<T4> item4,
        Output<T5> item5
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!)
        );

    /// <summary>Six inputs as one output.</summary>
    public static Output<(T1, T2, T3, T4, T5, T6)> Tuple<T1, T2, T3, T4, T5, T6>(
        Input<T1> item1,
        Input<T2> item2,
        Input<T3> item3,
        Input<T4> item4,
        Input<T5> item5,
        Input<T6> item6
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed(), item6.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!, (T6)v[5]!)
        );

    /// <summary>Six outputs as one.</summary>
    public static Output<(T1, T2, T3, T4, T5, T6)> Tuple<T1, T2, T3, T4, T5, T6>(
        Output<T1> item1,
        Output<T2> item2,
        Output<T3> item3,
        Output<T4> item4,
        Output<T5> item5,
        Output<T6> item6
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed(), item6.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!, (T6)v[5]!)
        );

    /// <summary>Seven inputs as one output.</summary>
    public static Output<(T1, T2, T3, T4, T5, T6, T7)> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        Input<T1> item1,
        Input<T2> item2,
        Input<T3> item3,
        Input<T4> item4,
        Input<T5> item5,
        Input<T6> item6,
        Input<T7> item7
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed(), item6.Boxed(), item7.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!, (T6)v[5]!, (T7)v[6]!)
        );

    /// <summary>Seven outputs as one.</summary>
    public static Output<(T1, T2, T3, T4, T5, T6, T7)> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        Output<T1> item1,
        Output<T2> item2,
        Output<T3> item3,
        Output<T4> item4,
        Output<T5> item5,
        Output<T6> item6,
        Output<T7> item7
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed(), item6.Boxed(), item7.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!, (T6)v[5]!, (T7)v[6]!)
        );

    /// <summary>Eight inputs as one output.</summary>
    public static Output<(T1, T2, T3, T4, T5, T6, T7, T8)> Tuple<T1, T2, T3, T4, T5, T6, T7, T8>(
        Input<T1> item1,
        Input<T2> item2,
        Input<T3> item3,
        Input<T4> item4,
        Input<T5> item5,
        Input<T6> item6,
        Input<T7> item7,
        Input<T8> item8
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed(), item6.Boxed(), item7.Boxed(), item8.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!, (T6)v[5]!, (T7)v[6]!, (T8)v[7]!)
        );

    /// <summary>Eight outputs as one.</summary>
    public static Output<(T1, T2, T3, T4, T5, T6, T7, T8)> Tuple<T1, T2, T3, T4, T5, T6, T7, T8>(
        Output<T1> item1,
        Output<T2> item2,
        Output<T3> item3,
        Output<T4> item4,
        Output<T5> item5,
        Output<T6> item6,
        Output<T7> item7,
        Output<T8> item8
    ) =>
        Joined(
            [item1.Boxed(), item2.Boxed(), item3.Boxed(), item4.Boxed(), item5.Boxed(), item6.Boxed(), item7.Boxed(), item8.Boxed()],
            v => ((T1)v[0]!, (T2)v[1]!, (T3)v[2]!, (T4)v[3]!, (T5)v[4]!, (T6)v[5]!, (T7)v[6]!, (T8)v[7]!)
        );

    /// <summary>The values of all as one, once all are known. A null stands for the default of its type.</summary>
    private static Output<TResult> Joined<TResult>(Output<object?>[] outputs, Func<ImmutableArray<object?>, TResult> join) =>
        All(outputs).Apply(join);

    private static Output<object?> Boxed<T>(this Input<T>? input) => input.ToOutput().Boxed();

    private static Output<object?> Boxed<T>(this Output<T>? output) =>
        output is null ? Completed<object?>(default(T)) : new Output<object?>(((IOutput)output).GetDataAsync());
}
