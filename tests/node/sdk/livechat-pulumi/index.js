// What the SDK that Pulumi generates gives to a program: a class for each resource of the schema in LIVECHAT_SCHEMA. A property that the
// schema does not have is an error, as it is for the compiler where the SDK is typed.
const fs = require("fs");
const pulumi = require("@pulumi/pulumi");

const schema = JSON.parse(fs.readFileSync(process.env.LIVECHAT_SCHEMA, "utf8"));

function check(path, value, spec) {
    if (pulumi.Output.isInstance(value) || value === undefined || spec === undefined) return;
    if (Array.isArray(value)) {
        value.forEach((item, i) => check(`${path}[${i}]`, item, spec.items));
    } else if (spec.$ref && spec.$ref.startsWith("#/types/")) {
        const type = schema.types[spec.$ref.substring("#/types/".length)];
        if (type.enum) {
            if (!type.enum.some((e) => e.value === value)) throw new Error(`${path} is not ${JSON.stringify(value)}`);
        } else {
            checkMembers(path, value, type.properties, type.required || []);
        }
    }
}

function checkMembers(path, value, properties, required) {
    for (const name of required) if (value[name] === undefined) throw new Error(`${path}.${name} is missing`);
    for (const [name, member] of Object.entries(value)) {
        if (!properties[name]) throw new Error(`there is no ${path}.${name}`);
        check(`${path}.${name}`, member, properties[name]);
    }
}

for (const [token, resource] of Object.entries(schema.resources)) {
    exports[token.split(":")[2]] = class extends pulumi.CustomResource {
        constructor(name, args, options) {
            checkMembers(name, args, resource.inputProperties, resource.requiredInputs || []);
            const outputs = Object.fromEntries(Object.keys(resource.properties).map((p) => [p, undefined]));
            super(token, name, { ...outputs, ...args }, options);
        }
    };
}
