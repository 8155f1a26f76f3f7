using System.Diagnostics;
using LiveChatPulumi.CustomerApi;
using LocalEngine;
using PluginProtocol.Text;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Where the tokens of customers come from.</summary>
internal abstract class CustomerTokens
{
    public const string Setting = "customerToken";
    public const string Variable = "LIVECHAT_CUSTOMER_TOKEN";

    /// <summary>True where each visitor is a customer of their own.</summary>
    public abstract bool MakesCustomers { get; }

    /// <summary>A source for one visitor.</summary>
    public abstract ICustomerTokenSource ForVisitor();

    /// <summary>The tokens of a command, or the one that is configured.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="workspace">The stack.</param>
    /// <param name="command">The command that prints a token; null for none.</param>
    public static CustomerTokens Of(CommandContext context, Workspace? workspace, string? command)
    {
        if (command is not null)
            return new Commanded(command, context.Environment, context.Filter);
        var token = LicenseAccess.Setting(context, workspace, Setting, Variable);
        if (token is not null)
            LicenseAccess.Address(context, workspace, Setting);
        context.Filter.Learn(token);
        try
        {
            return new Configured(token is null ? null : new CustomerToken(token));
        }
        catch (ArgumentException e)
        {
            throw new EngineException($"livechat:{Setting} (or {Variable}) cannot be used: {e.Message}", e);
        }
    }

    /// <summary>One token, so one customer.</summary>
    internal sealed class Configured(CustomerToken? token) : CustomerTokens
    {
        public override bool MakesCustomers => false;

        public override ICustomerTokenSource ForVisitor() =>
            token is null
                ? throw new EngineException(
                    "These checks need the access token of a customer. Set it with: livechat config set --secret livechat:customerToken "
                        + $"(or {Variable}), or give --token-command, a command that prints one."
                )
                : new FixedCustomerToken(token);
    }

    /// <summary>A command that prints a token for each visitor.</summary>
    internal sealed class Commanded(string command, IReadOnlyDictionary<string, string> environment, MessageFilter filter) : CustomerTokens
    {
        public override bool MakesCustomers => true;

        public override ICustomerTokenSource ForVisitor() => new Source(command, environment, filter);
    }

    /// <summary>The token of one visitor. A refused one is asked for again.</summary>
    private sealed class Source(string command, IReadOnlyDictionary<string, string> environment, MessageFilter filter)
        : ICustomerTokenSource
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

        private CustomerToken? _token;

        public async ValueTask<CustomerToken> GetAsync(CustomerToken? refused, CancellationToken cancellationToken)
        {
            if (_token is null || _token.Equals(refused))
                _token = await RunAsync(cancellationToken).ConfigureAwait(false);
            return _token;
        }

        private async Task<CustomerToken> RunAsync(CancellationToken cancellationToken)
        {
            var start = OperatingSystem.IsWindows()
                ? new ProcessStartInfo("cmd.exe", ["/c", command])
                : new ProcessStartInfo("/bin/sh", ["-c", command]);
            (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
            start.Environment.Clear();
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
            using var limit = new CancellationTokenSource(Longest);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            using var process = Process.Start(start) ?? throw new EngineException("--token-command could not be started");
            process.StandardInput.Close();
            try
            {
                var (output, errors) = (
                    process.StandardOutput.ReadToEndAsync(linked.Token),
                    process.StandardError.ReadToEndAsync(linked.Token)
                );
                await process.WaitForExitAsync(linked.Token).ConfigureAwait(false);
                return Read(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new EngineException($"--token-command did not end within {Longest.TotalSeconds:0} s");
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }

        private CustomerToken Read(int code, string output, string errors)
        {
            filter.Learn(output.Trim());
            if (code != 0)
                throw new EngineException(
                    $"--token-command ended with {code}: {errors.Trim().Split('\n')[0]}. It must print a customer access token."
                );
            try
            {
                return new CustomerToken(output);
            }
            catch (ArgumentException e)
            {
                throw new EngineException($"--token-command must print a customer access token and nothing else: {e.Message}", e);
            }
        }
    }
}
