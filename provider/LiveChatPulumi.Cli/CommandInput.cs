using System.Text;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>Standard input: what is piped in, or a person who is asked.</summary>
/// <param name="reader">Where it is read.</param>
/// <param name="isPiped">True where no person sits at the other end.</param>
internal sealed class CommandInput(TextReader reader, bool isPiped)
{
    /// <summary>True where no person sits at the other end.</summary>
    public bool IsPiped => isPiped;

    /// <summary>Reads a line that a person types; null at the end.</summary>
    public Task<string?> ReadLineAsync() => reader.ReadLineAsync();

    /// <summary>Reads all that is piped in, or typed up to its end.</summary>
    public Task<string> ReadAllAsync() => reader.ReadToEndAsync();

    /// <summary>
    /// Reads a value that is on no command line, where the shell's history and the list of processes would show it: what is piped in,
    /// without the newline at its end, or what a person types. A secret is not shown while it is typed.
    /// </summary>
    /// <param name="prompt">What a person is asked.</param>
    /// <param name="errors">Where the question goes.</param>
    /// <param name="isSecret">True for a value that is not shown.</param>
    /// <exception cref="EngineException">There is nothing.</exception>
    public async Task<string> ReadValueAsync(string prompt, TextWriter errors, bool isSecret)
    {
        var value = isPiped ? (await ReadAllAsync().ConfigureAwait(false)).TrimEnd('\r', '\n') : await AskAsync().ConfigureAwait(false);
        return value.Length > 0 ? value : throw new EngineException("no value was given: write it after the key, or pipe it in");

        async Task<string> AskAsync()
        {
            await errors.WriteAsync(prompt + ": ").ConfigureAwait(false);
            return isSecret ? ReadHidden(errors) : await reader.ReadLineAsync().ConfigureAwait(false) ?? "";
        }
    }

    private static string ReadHidden(TextWriter errors)
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != '\0')
                typed.Append(key.KeyChar);
        }

        errors.WriteLine();
        return typed.ToString();
    }
}
