using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests.Resources;

/// <summary>The failure that each error of the API becomes, for every resource and every operation that writes.</summary>
public class FailureTests
{
    private static readonly (string Type, StatusCode Code)[] Errors =
    [
        (ErrorTypes.Validation, StatusCode.InvalidArgument),
        (ErrorTypes.Authentication, StatusCode.Unauthenticated),
        (ErrorTypes.Authorization, StatusCode.PermissionDenied),
        (ErrorTypes.AlreadyExists, StatusCode.AlreadyExists),
        (ErrorTypes.NotFound, StatusCode.NotFound),
        (ErrorTypes.GroupNotFound, StatusCode.NotFound),
        (ErrorTypes.LimitReached, StatusCode.ResourceExhausted),
        (ErrorTypes.TooManyRequests, StatusCode.ResourceExhausted),
        (ErrorTypes.Transport, StatusCode.Aborted),
        (ErrorTypes.Internal, StatusCode.Aborted),
        (ErrorTypes.ServiceUnavailable, StatusCode.Aborted),
        (ErrorTypes.LicenseExpired, StatusCode.FailedPrecondition),
        (ErrorTypes.MisdirectedRequest, StatusCode.FailedPrecondition),
        ("an_error_of_tomorrow", StatusCode.FailedPrecondition),
    ];

    public static TheoryData<string> Resources => [.. Catalog.Resources.Select(r => r.Spec.Name)];

    /// <summary>A webhook is replaced and never updated.</summary>
    public static TheoryData<string> Updated =>
        [.. Catalog.Resources.Select(r => r.Spec.Name).Where(n => n is not ("Webhook" or "AutoAccessRules"))];

    /// <summary>Company details cannot be deleted, and the list of rules deletes those that the license has.</summary>
    public static TheoryData<string> Deleted =>
        [.. Catalog.Resources.Select(r => r.Spec.Name).Where(n => n is not ("CompanyDetails" or "AutoAccessRules"))];

    public static TheoryData<string> WithACreateCall =>
        [.. Catalog.Resources.Select(r => r.Spec).Where(s => s.Identity != Identity.Setting).Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Create_Refused_IsTheFailureOfTheError(string resource)
    {
        foreach (var (type, code) in Errors)
        {
            using var license = Refusing(resource, type);
            var failure = await Assert.ThrowsAsync<RpcException>(() => license.CreateAsync(Example(license)));
            Assert.Equal((type, code), (type, failure.StatusCode));
            Assert.Contains($"{license.Spec.Noun} 'it'", failure.Status.Detail, StringComparison.Ordinal);
            Assert.Single(license.Writes);
        }
    }

    [Theory]
    [MemberData(nameof(Updated))]
    public async Task Update_Refused_IsTheFailureOfTheError(string resource)
    {
        foreach (var (type, code) in Errors)
        {
            using var license = new LicenseMock(resource);
            var created = await license.CreateAsync(Example(license));
            license.TakeWrites();
            license.Failure = action => new ApiException(action, type, "refused", 400);
            var failure = await Assert.ThrowsAsync<RpcException>(() => license.UpdateAsync(created, Example(license), Changed(license)));
            Assert.Equal((type, code), (type, failure.StatusCode));
            Assert.Contains($"updating {license.Spec.Noun} 'it'", failure.Status.Detail, StringComparison.Ordinal);
            Assert.Single(license.Writes);
        }
    }

    /// <summary>What is gone is what was asked for.</summary>
    [Theory]
    [MemberData(nameof(Deleted))]
    public async Task Delete_Refused_IsTheFailureOfTheErrorUnlessItIsGone(string resource)
    {
        foreach (var (type, code) in Errors)
        {
            using var license = new LicenseMock(resource);
            var created = await license.CreateAsync(Example(license));
            license.TakeWrites();
            license.Failure = action => new ApiException(action, type, "refused", 400);
            if (code == StatusCode.NotFound)
            {
                await license.DeleteAsync(created);
            }
            else
            {
                var failure = await Assert.ThrowsAsync<RpcException>(() => license.DeleteAsync(created));
                Assert.Equal((type, code), (type, failure.StatusCode));
                Assert.Contains($"deleting {license.Spec.Noun} 'it'", failure.Status.Detail, StringComparison.Ordinal);
            }

            Assert.Single(license.Writes);
        }
    }

    /// <summary>What was refused made nothing; what was not answered may have made something, and stays on record.</summary>
    [Theory]
    [MemberData(nameof(WithACreateCall))]
    public async Task Create_RefusedOrNotAnswered_IsOnRecordOnlyWhereItMayHaveWorked(string resource)
    {
        using var license = Refusing(resource, ErrorTypes.Validation);
        await Assert.ThrowsAsync<RpcException>(() => license.CreateAsync(Example(license)));
        Assert.Null(license.Record);
        license.TakeWrites();
        license.Failure = action => new ApiException(action, ErrorTypes.Transport, "no answer", null) { OutcomeUnknown = true };
        var failure = await Assert.ThrowsAsync<RpcException>(() => license.CreateAsync(Example(license)));
        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Contains("It is not known whether the change took effect", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(3, license.Writes.Count);
        Assert.Single(license.Writes.Distinct());
        Assert.Null(Assert.IsType<LiveChatPulumi.Provider.Run.CreateRecord>(license.Record).Id);
    }

    /// <summary>Errors speak of the API's parameters, users of the properties.</summary>
    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Create_ErrorNamesAParameter_NamesTheProperty(string resource)
    {
        using var license = new LicenseMock(resource);
        var property = license.Spec.Inputs.FirstOrDefault(p => p.ApiName != p.Name) ?? license.Spec.Inputs.First();
        license.Failure = action => new ApiException(action, ErrorTypes.Validation, $"`{property.ApiName}` is wrong", 400);
        var failure = await Assert.ThrowsAsync<RpcException>(() => license.CreateAsync(Example(license)));
        Assert.Contains($"`{property.Name}` is wrong", failure.Status.Detail, StringComparison.Ordinal);
    }

    private static LicenseMock Refusing(string resource, string type) =>
        new(resource) { Failure = action => new ApiException(action, type, "refused", 400) };

    private static PropertyObject Example(LicenseMock license) => PluginHarness.Parse(license.Spec.Example);

    private static PropertyObject Changed(LicenseMock license) => PluginHarness.Parse(license.Spec.ChangedExample);
}
