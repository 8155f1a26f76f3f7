// Prints what the parser of GitHub Actions says against workflow files, one line each; nothing where it takes them.
import { readFileSync } from "node:fs";
import { register } from "node:module";

// The parser imports its schema as JSON, without the attribute that Node asks for.
register(
    "data:text/javascript," +
        encodeURIComponent(
            `export const load = (url, context, next) =>
                 next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`,
        ),
);
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import("@actions/workflow-parser");

for (const name of process.argv.slice(2)) {
    const { context, value } = parseWorkflow({ name, content: readFileSync(name, "utf8") }, new NoOperationTraceWriter());
    if (value) await convertWorkflowTemplate(context, value);
    for (const error of context.errors.getErrors()) console.log(error.message);
}
