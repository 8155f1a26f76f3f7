"use strict";
// A program on the official SDK whose first resource cannot be made, and that goes on with what it was to give.
const pulumi = require("@pulumi/pulumi");

class Group extends pulumi.CustomResource {
    constructor(name, args, opts) {
        super("livechat:index:Group", name, { ...args, groupId: undefined }, opts);
    }
}

const first = new Group("first", { name: "First" });
new Group("second", { name: pulumi.interpolate`after ${first.groupId}` });
new Group("third", { name: "Third" }, { dependsOn: [first] });

// The SDK prints the stack in colour, and over the frames of its own packages Node 20.20 spends a minute on that.
Error.stackTraceLimit = 1;

if (process.env.ALONE) {
    new Group("alone", { name: "Alone" });
    return;
}

module.exports = (async () => {
    for (;;) {
        await pulumi.runtime.invoke("livechat:index:getGroup", { name: "Support" });
    }
})();
