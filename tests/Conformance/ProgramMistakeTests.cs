using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>What is wrong in a program is told at check, in a form that the engine can show.</summary>
public class ProgramMistakeTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>
    /// An engine prints the value of the top-level input that a failure names: of anything else it would print nothing, or a secret.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Check_Failures_NameOnlyInputsThatAnEngineCanShow(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var failed = 0;
        foreach (var news in Mistakes(c))
        {
            var request = new CheckRequest
            {
                Urn = PluginHarness.Urn(type),
                Olds = new(),
                News = StructCodec.Write(news),
            };
            foreach (var failure in (await plugin.Client.CheckAsync(request, default)).Failures)
            {
                failed++;
                Assert.NotEmpty(PluginHarness.PathOf(failure));
                Assert.True(
                    failure.Property.Length == 0 || news[failure.Property] is { ContainsSecret: false, IsNull: false },
                    $"{failure.Property} {failure.Reason}"
                );
            }
        }

        Assert.True(failed > 0, "no mistake was found");
    }

    /// <summary>An empty list says as little as none: it is refused at check, or the license takes it and shows no drift.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_EmptyCollection_PassesOrIsRefusedAtCheck(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        foreach (var inputs in Emptied(new ObjectType("Inputs", "", [.. c.Spec.Inputs]), PluginHarness.Parse(c.Example)))
        {
            await plugin.ResetAsync(c.Seed);
            var text = PluginHarness.Text((PropertyObject)inputs);
            if ((await plugin.FailuresAsync(type, text)).Count > 0)
                continue;
            var id = (await plugin.CreateAsync(type, text)).Id;
            await plugin.NextRunAsync();
            var read = StructCodec.Read((await plugin.ReadAsync(type, id, text)).Inputs);
            Assert.Empty((await plugin.DiffAsync(type, id, PluginHarness.Text(read), text)).DetailedDiff.Keys);
        }
    }

    /// <summary>LiveChat answers for any client id and any namespace: what is not there is not imported.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Import_OfWhatIsNotThere_GivesAnEmptyIdOrIsRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        foreach (var id in (string[])[c.MissingId ?? "none", c.Spec.Name == "GroupProperties" ? "1/none" : "none"])
        {
            try
            {
                Assert.Equal("", (await plugin.ReadAsync(type, id)).Id);
            }
            catch (Grpc.Core.RpcException e)
            {
                Assert.NotEqual(Grpc.Core.StatusCode.Internal, e.StatusCode);
            }
        }
    }

    /// <summary>An id that cannot be one is not told to be missing: who gave it learns what ids look like.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Import_MalformedId_SaysTheRightForm(string type)
    {
        var c = ResourceCase.Of(type);
        Assert.Equal(c.Server.MalformedId is null, c.Spec.IdForm is null);
        Assert.True(c.Spec.IdForm?.Invoke(c.Spec.ImportExample) ?? true);
        if (c.Server.MalformedId is not { } id)
            return;
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var e = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => plugin.ReadAsync(type, id));
        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains($"'{id}' is not ", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(c.Spec.ImportId, e.Status.Detail, StringComparison.Ordinal);
    }

    private static IEnumerable<PropertyObject> Mistakes(ResourceCase c)
    {
        var example = PluginHarness.Parse(c.Example);
        var wrong = PropertyObject.Of(("nobody", PropertyValue.Of(0.5)));
        foreach (var property in c.Spec.Inputs)
        {
            yield return example.Without(property.Name);
            yield return example.With(property.Name, wrong);
            yield return example.With(property.Name, PropertyValue.Secret(wrong));
            yield return example.With(property.Name, PropertyValue.List([PropertyValue.Secret(wrong)]));
            yield return example.With(property.Name, PropertyObject.Of(("nobody", PropertyValue.Secret(PropertyValue.Of("hush hush")))));
        }

        yield return example.With("nobody", PropertyValue.Of(1));
    }

    /// <summary>The value with each collection in it emptied, one at a time.</summary>
    private static IEnumerable<PropertyValue> Emptied(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => a
                .Items.SelectMany((e, i) => Emptied(list.Item, e).Select(v => (PropertyValue)new PropertyArray(a.Items.SetItem(i, v))))
                .Append(PropertyValue.List([])),
            (MapType, PropertyObject) => [PropertyObject.Empty],
            (ObjectType obj, PropertyObject o) => o
                .Members.SelectMany(m =>
                    obj.Find(m.Key) is { } p ? Emptied(p.Type, m.Value).Select(v => (PropertyValue)o.With(m.Key, v)) : []
                )
                .Append(PropertyObject.Empty),
            _ => [],
        };
}
