// Prints what GitLab's schema says against pipeline files, one line each; nothing where it takes them. The schema is the one that the
// package gitlab-ci-local carries; the Makefile takes that file of it alone, without the hundred packages that the rest of it needs.
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { schema } from "./node_modules/gitlab-ci-local/src/schema/schema.js";

// GitLab's schema has keywords for editors, and forms that only they need.
const takes = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false }).compile(schema);
for (const name of process.argv.slice(2)) {
    if (takes(parse(readFileSync(name, "utf8")))) continue;
    for (const error of takes.errors) console.log(`${name}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
}
