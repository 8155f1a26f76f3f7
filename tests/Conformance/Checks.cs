using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>One thing that must hold.</summary>
/// <param name="RunAsync">Fails where it does not.</param>
/// <param name="AppliesTo">Which resources it can be asked of; null is all of them.</param>
internal sealed record Check(Func<PluginHarness, ResourceCase, Task> RunAsync, Func<ResourceCase, bool>? AppliesTo = null);

/// <summary>What must hold for every resource, whatever it is. Each check gets a fresh license and a provider that knows nothing.</summary>
internal static class Checks
{
    public static IReadOnlyDictionary<string, Check> All { get; } =
        new Dictionary<string, Check>
        {
            [nameof(Check_Examples_PassAndStayTheSame)] = new(Check_Examples_PassAndStayTheSame),
            [nameof(Check_ValueThatTheLicenseGave_IsNoError)] = new(Check_ValueThatTheLicenseGave_IsNoError),
            [nameof(CheckAndDiff_UnknownAtAnyPlace_Survive)] = new(CheckAndDiff_UnknownAtAnyPlace_Survive),
            [nameof(Create_ThenReadThenDiff_ShowsNothing)] = new(Create_ThenReadThenDiff_ShowsNothing),
            [nameof(Update_ThenReadThenDiff_ShowsNothing)] = new(Update_ThenReadThenDiff_ShowsNothing),
            [nameof(Update_WithEqualInputs_LooksAgainAndWritesNothing)] = new(Update_WithEqualInputs_LooksAgainAndWritesNothing),
            [nameof(Update_InputIsDropped_SendsNothingButTheDocumentsDefault)] = new(
                Update_InputIsDropped_SendsNothingButTheDocumentsDefault,
                c => c.Droppable.Any()
            ),
            [nameof(Refresh_ChangedOnTheServer_ShowsExactlyThatProperty)] = new(
                Refresh_ChangedOnTheServer_ShowsExactlyThatProperty,
                c => c.Drifting.Any()
            ),
            [nameof(Import_ThenCheckThenDiff_IsClean)] = new(Import_ThenCheckThenDiff_IsClean),
            [nameof(ImportChecks.Import_ProgramThatPulumiMakes_PreviewsAsNoChange)] = new(
                ImportChecks.Import_ProgramThatPulumiMakes_PreviewsAsNoChange
            ),
            [nameof(Read_Missing_GivesAnEmptyId)] = new(Read_Missing_GivesAnEmptyId, c => c.MissingId is not null),
            [nameof(Delete_Twice_Succeeds)] = new(Delete_Twice_Succeeds),
            [nameof(Update_ObjectIsGone_SaysSo)] = new(
                Update_ObjectIsGone_SaysSo,
                c => c.HasUpdates && c.Spec.Identity != Identity.Setting
            ),
            [nameof(Preview_WritesNothingAndEchoesInputs)] = new(Preview_WritesNothingAndEchoesInputs),
            [nameof(Diff_EachProperty_ReplacesOnlyWhereDeclared)] = new(Diff_EachProperty_ReplacesOnlyWhereDeclared),
            [nameof(Secrets_AtAnyPlace_StaySecret)] = new(Secrets_AtAnyPlace_StaySecret),
            [nameof(List_GivesWhatImportTakes)] = new(List_GivesWhatImportTakes),
            [nameof(Calls_StayWithinTheBudgetAndTheDeclaredActions)] = new(Calls_StayWithinTheBudgetAndTheDeclaredActions),
        };

    /// <summary>C2.</summary>
    internal static async Task Check_Examples_PassAndStayTheSame(PluginHarness plugin, ResourceCase c)
    {
        foreach (var inputs in new[] { c.Example, c.Changed })
        {
            var first = await CheckAsync(plugin, c, PluginHarness.Parse(inputs));
            Assert.Empty(first.Failures);
            Assert.Equal(PluginHarness.Parse(inputs), StructCodec.Read(first.Inputs));
            Assert.Empty((await CheckAsync(plugin, c, StructCodec.Read(first.Inputs), StructCodec.Read(first.Inputs))).Failures);
        }
    }

    /// <summary>What the license has may break any rule of ours: unchanged, it is not sent, and nothing is wrong with it.</summary>
    internal static async Task Check_ValueThatTheLicenseGave_IsNoError(PluginHarness plugin, ResourceCase c)
    {
        var refused = 0;
        foreach (var odd in Values.Variants(PluginHarness.Parse(c.Example), Odd))
        {
            Assert.Empty((await CheckAsync(plugin, c, odd, odd)).Failures);
            refused += (await CheckAsync(plugin, c, odd)).Failures.Count;
        }

        Assert.True(refused > 0 || c.Spec.Properties.All(p => p.Type is TextType { Form: null } or BooleanType), "nothing odd was tried");

        static PropertyValue Odd(PropertyValue value) =>
            value switch
            {
                PropertyString => PropertyValue.Of("odd one"),
                PropertyNumber => PropertyValue.Of(-5_000_000_000),
                PropertyArray { Items: [var first, ..] } a => PropertyValue.List(a.Items.Append(first)),
                PropertyObject => PropertyObject.Empty,
                _ => value,
            };
    }

    /// <summary>C2.</summary>
    internal static async Task CheckAndDiff_UnknownAtAnyPlace_Survive(PluginHarness plugin, ResourceCase c)
    {
        foreach (var unknown in Values.Variants(PluginHarness.Parse(c.Example), _ => PropertyValue.Unknown))
        {
            var check = await CheckAsync(plugin, c, unknown);
            Assert.Empty(check.Failures);
            Assert.Equal(unknown, StructCodec.Read(check.Inputs));
            var diff = await plugin.Client.DiffAsync(
                new DiffRequest
                {
                    Urn = PluginHarness.Urn(c.Type),
                    Id = c.MissingId ?? "1",
                    OldInputs = StructCodec.Write(PluginHarness.Parse(c.Example)),
                    News = StructCodec.Write(unknown),
                },
                default
            );
            Assert.Equal(DiffResponse.Types.DiffChanges.DiffSome, diff.Changes);
        }
    }

    /// <summary>C3 and C6.</summary>
    internal static async Task Create_ThenReadThenDiff_ShowsNothing(PluginHarness plugin, ResourceCase c)
    {
        var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        await AssertCleanAsync(plugin, c, id, c.Example);
    }

    internal static async Task Update_ThenReadThenDiff_ShowsNothing(PluginHarness plugin, ResourceCase c)
    {
        var created = await plugin.CreateAsync(c.Type, c.Example);
        await plugin.UpdateAsync(c.Type, created.Id, c.Example, c.Changed);
        await AssertCleanAsync(plugin, c, created.Id, c.Changed);
        Assert.DoesNotContain(plugin.Logs, l => l.Severity >= LogSeverity.Warning);
    }

    /// <summary>C4.</summary>
    internal static async Task Update_WithEqualInputs_LooksAgainAndWritesNothing(PluginHarness plugin, ResourceCase c)
    {
        var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        plugin.Emulator.Log.Clear();
        await plugin.UpdateAsync(c.Type, id, c.Example, c.Example);
        Assert.Equal(0, plugin.Writes);
    }

    /// <summary>What leaves the program stays in LiveChat, unless the document names a default; the user is told.</summary>
    internal static async Task Update_InputIsDropped_SendsNothingButTheDocumentsDefault(PluginHarness plugin, ResourceCase c)
    {
        foreach (var property in c.Droppable)
        {
            await plugin.ResetAsync(c.Seed);
            var id = (await plugin.CreateAsync(c.Type, c.Example, property.Name)).Id;
            var without = PluginHarness.Parse(c.Example).Without(property.Name);
            plugin.Emulator.Log.Clear();
            Assert.Empty((await CheckAsync(plugin, c, without, PluginHarness.Parse(c.Example), property.Name)).Failures);
            var diff = await plugin.DiffAsync(c.Type, id, c.Example, PluginHarness.Text(without), property.Name);
            await plugin.UpdateAsync(c.Type, id, c.Example, PluginHarness.Text(without), name: property.Name);
            if (property.RevertsToDefault)
            {
                Assert.Equal([property.Name], diff.DetailedDiff.Keys);
                var read = StructCodec.Read((await plugin.ReadAsync(c.Type, id)).Inputs)[property.Name];
                Assert.True(read is null || read.Equals(property.Default), $"{c.Type}.{property.Name} is {read}");
                continue;
            }

            Assert.True(plugin.Writes == 0, $"{c.Type}.{property.Name} was written when it left the program");
            Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
            Assert.Contains(plugin.Logs, l => l.Message.Contains($"'{property.Name}' has left the program", StringComparison.Ordinal));
        }
    }

    /// <summary>C5. A declared value counts as a whole, at every depth; a server that hides a property cannot tell of it.</summary>
    internal static async Task Refresh_ChangedOnTheServer_ShowsExactlyThatProperty(PluginHarness plugin, ResourceCase c)
    {
        foreach (var property in c.Drifting)
        {
            await plugin.ResetAsync(c.Seed);
            var id = (await plugin.CreateAsync(c.Type, c.Example, property.Name)).Id;
            var before = plugin.Dump().ToJsonString();
            await plugin.NextRunAsync();
            var shown = StructCodec.Read((await plugin.ReadAsync(c.Type, c.ImportId(plugin, id))).Properties);
            if (property.MayBeHidden && shown.Plain() is PropertyObject o && o[property.Name] is null)
                continue;
            foreach (var change in c.Server.Changes(property, PluginHarness.Parse(c.Example)[property.Name]!))
            {
                plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(before)!);
                c.Server.Change(plugin, id, property, change);
                await plugin.NextRunAsync();
                var read = PluginHarness.Text(StructCodec.Read((await plugin.ReadAsync(c.Type, id, c.Example, property.Name)).Inputs));
                var diff = await plugin.DiffAsync(c.Type, id, read, c.Example, property.Name);
                Assert.True(diff.DetailedDiff.Count > 0, $"{c.Type}.{property.Name} changed and was not seen: {change}");
                Assert.All(diff.DetailedDiff.Keys, k => Assert.StartsWith(property.Name, k, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>C7. What reads do not tell is taken from the program; a group's members come with the agents.</summary>
    internal static async Task Import_ThenCheckThenDiff_IsClean(PluginHarness plugin, ResourceCase c)
    {
        var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        var imported = await plugin.ReadAsync(c.Type, c.ImportId(plugin, id));
        var read = StructCodec.Read(imported.Inputs);
        var program = c.Spec.Inputs.Where(p => p.OmittedOnImport).Aggregate(PluginHarness.Parse(c.Example), (o, p) => o.Without(p.Name));
        Assert.Empty((await CheckAsync(plugin, c, program, read)).Failures);
        var diff = await plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = PluginHarness.Urn(c.Type),
                Id = id,
                Olds = imported.Properties,
                OldInputs = StructCodec.Write(read),
                News = StructCodec.Write(program),
            },
            default
        );
        Assert.Empty(diff.DetailedDiff.Keys);

        // The import command has no program, and checks the read inputs themselves: the mark stays until a program is checked.
        var generated = await CheckAsync(plugin, c, read, read);
        Assert.Empty(generated.Failures);
        var applied = await CheckAsync(plugin, c, program, StructCodec.Read(generated.Inputs));
        Assert.Empty(applied.Failures);
        Assert.DoesNotContain(StructCodec.Read(applied.Inputs).Members.Keys, k => k.StartsWith("__", StringComparison.Ordinal));
    }

    /// <summary>C8.</summary>
    internal static async Task Read_Missing_GivesAnEmptyId(PluginHarness plugin, ResourceCase c)
    {
        foreach (var inputs in new[] { null, c.Example })
        {
            var read = await plugin.ReadAsync(c.Type, c.MissingId!, inputs);
            Assert.Equal(("", true, true), (read.Id, read.Properties is null, read.Inputs is null));
        }
    }

    /// <summary>C9.</summary>
    internal static async Task Delete_Twice_Succeeds(PluginHarness plugin, ResourceCase c)
    {
        var before = c.Count(plugin);
        var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        await plugin.DeleteAsync(c.Type, id, state: c.Example);
        await plugin.DeleteAsync(c.Type, id, state: c.Example);
        Assert.Equal(before, c.Count(plugin));
    }

    /// <summary>C10.</summary>
    internal static async Task Update_ObjectIsGone_SaysSo(PluginHarness plugin, ResourceCase c)
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.UpdateAsync(c.Type, c.MissingId!, c.Example, c.Changed));
        Assert.Equal(StatusCode.NotFound, e.StatusCode);
        Assert.Contains("Run refresh", e.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>C11.</summary>
    internal static async Task Preview_WritesNothingAndEchoesInputs(PluginHarness plugin, ResourceCase c)
    {
        var preview = await plugin.CreateAsync(c.Type, c.Example, preview: true);
        await plugin.UpdateAsync(c.Type, c.MissingId ?? "x", c.Example, c.Changed, preview: true);
        Assert.Equal(0, plugin.Writes);
        Assert.Equal("", preview.Id);
        Assert.Equal(PluginHarness.Parse(c.Example), StructCodec.Read(preview.Properties).Plain());
    }

    /// <summary>C15.</summary>
    internal static async Task Diff_EachProperty_ReplacesOnlyWhereDeclared(PluginHarness plugin, ResourceCase c)
    {
        var example = PluginHarness.Parse(c.Example);
        foreach (var property in c.Spec.Inputs.Where(p => example[p.Name] is not null))
        {
            var other = example.With(property.Name, Values.Other(property.Type, example[property.Name]!));
            var diff = await plugin.DiffAsync(c.Type, c.MissingId ?? "x", c.Example, PluginHarness.Text(other));
            Assert.Equal(property.Class == PropertyClass.Replace ? [property.Name] : [], diff.Replaces);
            Assert.Equal([property.Name], diff.Diffs);
        }
    }

    /// <summary>C16.</summary>
    internal static async Task Secrets_AtAnyPlace_StaySecret(PluginHarness plugin, ResourceCase c)
    {
        var n = 0;
        foreach (var secret in Values.Variants(PluginHarness.Parse(c.Example), PropertyValue.Secret))
        {
            await plugin.ResetAsync(c.Seed);
            var name = $"secret{n++}";
            var check = await CheckAsync(plugin, c, secret);
            Assert.Equal(secret, StructCodec.Read(check.Inputs));
            var created = await plugin.Client.CreateAsync(
                new CreateRequest { Urn = PluginHarness.Urn(c.Type, name), Properties = StructCodec.Write(secret) },
                default
            );
            foreach (var (key, _) in secret.Members.Where(m => m.Value.ContainsSecret))
                Assert.True(StructCodec.Read(created.Properties)[key]!.ContainsSecret, $"{c.Type}.{key} of {secret}");
            foreach (var output in c.Spec.Properties.Where(p => p.Secret))
                Assert.True(StructCodec.Read(created.Properties)[output.Name] is null or PropertySecret, $"{c.Type}.{output.Name}");
        }

        foreach (var text in c.Spec.Inputs.Where(p => p.Secret).Select(p => PluginHarness.Parse(c.Example).Text(p.Name)!))
        {
            Assert.DoesNotContain(plugin.Logs, l => l.Message.Contains(text, StringComparison.Ordinal));
            Assert.DoesNotContain(
                text,
                plugin.Emulator.Log.Calls.Aggregate("", (t, l) => t + l.Request?.ToJsonString()),
                StringComparison.Ordinal
            );
        }
    }

    /// <summary>C18.</summary>
    internal static async Task List_GivesWhatImportTakes(PluginHarness plugin, ResourceCase c)
    {
        var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        var ids = await plugin.ListAsync(c.Type);
        Assert.Contains(id, ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var listed in ids)
            Assert.Equal(listed, (await plugin.ReadAsync(c.Type, listed)).Id);
    }

    /// <summary>
    /// C17: a read is one call; a create is one write, with a list before it where ids come from the server, and calls of their own.
    /// </summary>
    internal static async Task Calls_StayWithinTheBudgetAndTheDeclaredActions(PluginHarness plugin, ResourceCase c)
    {
        plugin.Emulator.Log.Clear();
        var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        Assert.True(
            plugin.Emulator.Log.Calls.Count <= Math.Max(1, c.Makes) + 2,
            $"create made {string.Join(", ", plugin.Emulator.Log.Calls.Select(x => x.Method))}"
        );
        Assert.Equal(Math.Max(1, c.Makes), plugin.Writes);
        plugin.Emulator.Log.Clear();
        await plugin.ReadAsync(c.Type, id, c.Example);
        Assert.True(plugin.Emulator.Log.Calls.Count <= 1, "a read makes one call");
        await plugin.UpdateAsync(c.Type, id, c.Example, c.Changed);
        await plugin.ReadAsync(c.Type, id);
        if (c.Server.ChangedStays is null)
            await plugin.DeleteAsync(c.Type, id, state: c.Changed);
        Assert.Subset(c.Resource.Actions.Select(a => a.Name).ToHashSet(), plugin.Emulator.Log.Calls.Select(x => x.Method).ToHashSet());
    }

    public static async Task<CheckResponse> CheckAsync(
        PluginHarness plugin,
        ResourceCase c,
        PropertyObject news,
        PropertyObject? olds = null,
        string name = "it"
    ) =>
        await plugin.Client.CheckAsync(
            new CheckRequest
            {
                Urn = PluginHarness.Urn(c.Type, name),
                Type = c.Spec.Token,
                News = StructCodec.Write(news),
                Olds = StructCodec.Write(olds ?? PropertyObject.Empty),
            },
            default
        );

    /// <summary>The calls of a real engine on an object of the state before it writes.</summary>
    public static async Task AskAsync(PluginHarness plugin, ResourceCase c, string id, string olds, string news, string name = "it")
    {
        await CheckAsync(plugin, c, PluginHarness.Parse(news), PluginHarness.Parse(olds), name);
        await plugin.DiffAsync(c.Type, id, olds, news, name);
    }

    /// <summary>License, state and program agree: a refresh and the diff after it find nothing to do.</summary>
    public static async Task AssertCleanAsync(PluginHarness plugin, ResourceCase c, string id, string inputs, string name = "it")
    {
        var read = await plugin.ReadAsync(c.Type, id, inputs, name);
        Assert.Equal(id, read.Id);
        var diff = await plugin.DiffAsync(c.Type, id, PluginHarness.Text(StructCodec.Read(read.Inputs)), inputs, name);
        Assert.Empty(diff.DetailedDiff.Keys);
    }
}
