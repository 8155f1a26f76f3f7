using System.Text;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests.Resources;

/// <summary>
/// The write calls of each resource, with their parameters: of a create of its example, of an update by each input that can change,
/// set and dropped, and of a delete. They are in tests/Data/calls; RECORD_CALLS=1 writes them.
/// </summary>
public class CallTests
{
    public static TheoryData<string> Resources => [.. Catalog.Resources.Select(r => r.Spec.Name)];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Calls_OfAWholeLife_AreThoseOnRecord(string resource)
    {
        var calls = await CallsAsync(resource);
        var file = Repo.Data("calls", $"{resource}.txt");
        if (Environment.GetEnvironmentVariable("RECORD_CALLS") == "1")
            await File.WriteAllTextAsync(file, calls);
        Assert.Equal(await File.ReadAllTextAsync(file), calls);
    }

    /// <summary>What is on record was recorded once; this asks the spec.</summary>
    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Create_EveryInputThatRequestsCarry_IsSentUnderItsName(string resource)
    {
        using var license = new LicenseMock(resource);
        var inputs = PluginHarness.Parse(license.Spec.Example);
        await license.CreateAsync(inputs);
        var sent = string.Join('\n', license.Writes);
        foreach (var p in license.Spec.Inputs.Where(p => IsSentByName(license.Spec, p) && inputs[p.Name] is not null))
            Assert.Contains($"\"{p.ApiName.Split('.')[^1]}\":", sent, StringComparison.Ordinal);
    }

    /// <summary>Settings with places and lists of rules turn their inputs into calls of other forms.</summary>
    private static bool IsSentByName(ResourceSpec spec, PropertySpec property) =>
        property.Delivery == Delivery.InRequests
        && spec.Name is not ("AutoAccessRules" or "GroupProperties" or "LicenseProperties" or "LicenseWebhooks");

    private static async Task<string> CallsAsync(string resource)
    {
        using var license = new LicenseMock(resource);
        var spec = license.Spec;
        var text = new StringBuilder();
        var (example, changed) = (PluginHarness.Parse(spec.Example), PluginHarness.Parse(spec.ChangedExample));
        var created = await license.CreateAsync(example);
        Add("create");
        foreach (var p in spec.Inputs.Where(p => p.Class is PropertyClass.Input or PropertyClass.WriteOnly && !IsOfAList(p)))
        {
            if (Another(p, example, changed) is { } other)
                await UpdateAsync($"change {p.Name}", example, example.With(p.Name, other));
            if (example[p.Name] is not null && !p.Required)
                await UpdateAsync($"drop {p.Name}", example, example.Without(p.Name));
        }

        await license.DeleteAsync(created);
        Add("delete");
        return text.ToString();

        // What a list of rules does depends on the rules that the license has: AutoAccessRulesTests.
        bool IsOfAList(PropertySpec p) => spec.Name == "AutoAccessRules";

        async Task UpdateAsync(string what, PropertyObject olds, PropertyObject news)
        {
            await license.UpdateAsync(created, olds, news);
            Add(what);
        }

        void Add(string what)
        {
            text.Append(what).Append('\n');
            foreach (var call in license.TakeWrites())
                text.Append("  ").Append(call).Append('\n');
        }
    }

    private static PropertyValue? Another(PropertySpec property, PropertyObject example, PropertyObject changed) =>
        property.IsTrigger
            ? property.Type switch
            {
                IntegerType => PropertyValue.Of(1),
                BooleanType => PropertyValue.Of(true),
                _ => PropertyValue.Of("again"),
            }
        : changed[property.Name] is { } other && !other.Equals(example[property.Name]) ? other
        : null;
}
