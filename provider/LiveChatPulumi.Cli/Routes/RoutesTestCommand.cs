using System.CommandLine;
using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;
using LocalEngine;
using LocalEngine.Projects;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>livechat routes test: tells which rule a customer meets first.</summary>
internal static class RoutesTestCommand
{
    private static readonly Option<string?> Url = new("--url") { Description = "Address of the page that the customer is on." };
    private static readonly Option<string?> Country = new("--country") { Description = "The customer's country, by name." };
    private static readonly Option<string?> CountryCode = new("--country-code")
    {
        Description = "The customer's country, by its code of two letters.",
    };
    private static readonly Option<string?> Region = new("--region") { Description = "The customer's region." };
    private static readonly Option<string?> City = new("--city") { Description = "The customer's city." };

    public static Command Build(CommandContext context, RulesReader reader, Option<bool> json)
    {
        var command = new Command("test", "Tell which rule a customer meets first, and which groups get the chat.")
        {
            Url,
            Country,
            CountryCode,
            Region,
            City,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(async () =>
                {
                    var visitor = ReadVisitor(parsed);
                    RefuseUrl(visitor);
                    var shown = await reader.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
                    RefuseCountry(visitor, shown.Rules);
                    await WriteAsync(context, shown, visitor, parsed.GetValue(json)).ConfigureAwait(false);
                    return ExitCodes.Success;
                })
        );
        return command;
    }

    private static Visitor ReadVisitor(ParseResult parsed)
    {
        var place = new RulePlace(parsed.GetValue(Country), parsed.GetValue(CountryCode), parsed.GetValue(Region), parsed.GetValue(City));
        var visitor = new Visitor(parsed.GetValue(Url), place);
        return visitor == new Visitor(null, new RulePlace(null, null, null, null))
            ? throw new EngineException("say something of the customer: --url, --country, --country-code, --region or --city")
            : visitor;
    }

    /// <summary>Refuses what cannot be an address of a page: no rule would match it, and nobody would see why.</summary>
    /// <exception cref="EngineException">It cannot.</exception>
    private static void RefuseUrl(Visitor visitor)
    {
        if (visitor.Url is { } url && visitor.Domain != "localhost" && visitor.Domain?.Contains('.', StringComparison.Ordinal) != true)
            throw new EngineException($"--url {url}: that is no address of a page, such as https://example.com/pricing.");
    }

    /// <summary>Refuses a country that neither the world has nor a rule names.</summary>
    /// <exception cref="EngineException">It is one.</exception>
    private static void RefuseCountry(Visitor visitor, IReadOnlyList<ListedRule> rules)
    {
        var places = rules.SelectMany(r => r.Rule.Conditions.Places ?? []).ToList();
        var (code, country) = (visitor.Place.CountryCode, visitor.Place.Country);
        if (code is not null && !Countries.IsCode(code) && !Has(places.Select(p => p.CountryCode), code))
            throw new EngineException(
                $"--country-code {code}: no country has that code; it has two letters, such as PL."
                    + (Countries.IsName(code) ? " For a name there is --country." : "")
            );
        if (country is null || Countries.IsName(country) || Has(places.Select(p => p.Country), country))
            return;
        var near = Nearest.To(country, Countries.Names.Concat(places.Select(p => p.Country).OfType<string>()));
        var hint =
            near is not null ? $"; did you mean '{near}'?"
            : Countries.IsCode(country) ? ". For a code there is --country-code."
            : ".";
        throw new EngineException($"--country {country}: no country has that name, and no rule names it{hint}");

        static bool Has(IEnumerable<string?> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static async Task WriteAsync(CommandContext context, ShownRules shown, Visitor visitor, bool json)
    {
        if (!json)
        {
            foreach (var line in new RoutesText(shown.License).Answer(shown.Rules, visitor))
                await context.WriteLineAsync(line).ConfigureAwait(false);
            return;
        }

        var (rule, uncertain) = RuleMatching.First(shown.Rules.Where(r => r.Remains).Select(r => r.Rule), visitor);
        await context
            .WriteJsonAsync(
                new JsonObject
                {
                    ["ruleId"] = rule?.Id,
                    ["groupIds"] = new JsonArray([.. (rule?.Groups ?? [0]).Select(g => (JsonNode)g)]),
                    ["dependsOn"] = new JsonArray([.. uncertain.Select(r => (JsonNode)r.Id)]),
                }
            )
            .ConfigureAwait(false);
    }
}
