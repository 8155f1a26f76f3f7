using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>What must hold of the program that comes of an import.</summary>
internal static class ImportChecks
{
    /// <summary>
    /// The engine imports, makes a program, and runs it: at once, after a refresh, and again with the state that this left.
    /// </summary>
    internal static async Task Import_ProgramThatPulumiMakes_PreviewsAsNoChange(PluginHarness plugin, ResourceCase c)
    {
        var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        await plugin.NextRunAsync();
        var imported = await plugin.ReadAsync(c.Type, c.ImportId(plugin, id));
        var read = StructCodec.Read(imported.Inputs);
        var program = GeneratedProgram.Of(c.Spec.Token, read);
        Assert.Empty((await Checks.CheckAsync(plugin, c, read, read)).Failures);

        var refreshed = await RefreshAsync(plugin, c, imported, read);
        foreach (var before in new[] { read, refreshed })
        {
            var state = before;
            for (var run = 0; run < 2; run++)
            {
                state = await UnchangedAsync(plugin, c, imported, state, program);
                Assert.DoesNotContain(state.Members.Keys, k => k.StartsWith("__", StringComparison.Ordinal));
            }

            state = await RefreshAsync(plugin, c, imported, state);
            await UnchangedAsync(plugin, c, imported, state, program);
        }
    }

    /// <summary>A run in which the engine has nothing to do; gives the inputs that the state has after it.</summary>
    private static async Task<PropertyObject> UnchangedAsync(
        PluginHarness plugin,
        ResourceCase c,
        ReadResponse imported,
        PropertyObject olds,
        PropertyObject program
    )
    {
        await plugin.NextRunAsync();
        var check = await Checks.CheckAsync(plugin, c, program, olds);
        Assert.Empty(check.Failures);
        var diff = await plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = PluginHarness.Urn(c.Type),
                Id = imported.Id,
                Olds = imported.Properties,
                OldInputs = StructCodec.Write(olds),
                News = check.Inputs,
            },
            default
        );
        Assert.Empty(diff.DetailedDiff.Keys);
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
        return StructCodec.Read(check.Inputs);
    }

    private static async Task<PropertyObject> RefreshAsync(
        PluginHarness plugin,
        ResourceCase c,
        ReadResponse imported,
        PropertyObject inputs
    )
    {
        await plugin.NextRunAsync();
        var read = await plugin.Client.ReadAsync(
            new ReadRequest
            {
                Urn = PluginHarness.Urn(c.Type),
                Id = imported.Id,
                Properties = imported.Properties,
                Inputs = StructCodec.Write(inputs),
            },
            default
        );
        Assert.Equal(imported.Id, read.Id);
        return StructCodec.Read(read.Inputs);
    }
}
