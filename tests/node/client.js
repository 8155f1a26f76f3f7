"use strict";
// The official Node client of the protocol drives the plugin through a resource's life. Exit code 0 means it all held.
const assert = require("node:assert/strict");
const grpc = require("@grpc/grpc-js");
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const provider = require("@pulumi/pulumi/proto/provider_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");

const [address, apiUrl] = process.argv.slice(2);
const client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
const call = (method, request) => new Promise((resolve, reject) => client[method](request, (error, response) => error ? reject(error) : resolve(response)));
const make = (Type, fields) => {
  const message = new Type();
  for (const [name, value] of Object.entries(fields)) {
    const plain = value !== null && typeof value === "object" && !Array.isArray(value);
    message["set" + name[0].toUpperCase() + name.slice(1)](plain ? Struct.fromJavaScript(value) : value);
  }
  return message;
};

async function main() {
  const handshake = await call("handshake", make(provider.ProviderHandshakeRequest, { engineAddress: "127.0.0.1:1" }));
  assert.equal(handshake.getAcceptSecrets(), true);
  assert.match((await call("getPluginInfo", new Empty())).getVersion(), /^\d+\.\d+\.\d+/);
  assert.equal(JSON.parse((await call("getSchema", new provider.GetSchemaRequest())).getSchema()).name, "livechat");

  const missing = await call("configure", make(provider.ConfigureRequest, { args: {} })).catch(e => e);
  assert.equal(missing.code, grpc.status.INVALID_ARGUMENT);
  assert.ok(missing.metadata.get("grpc-status-details-bin").length > 0);
  await call("configure", make(provider.ConfigureRequest, { args: { apiUrl, accessToken: "dal:emulator-token", licenseId: "200" } }));

  const urn = "urn:pulumi:dev::shop::livechat:index:Group::node";
  const type = "livechat:index:Group";
  const inputs = { name: "From Node", languageCode: "pl" };
  const check = await call("check", make(provider.CheckRequest, { urn, type, olds: {}, news: inputs }));
  assert.deepEqual(check.getInputs().toJavaScript(), inputs);
  const wrong = await call("check", make(provider.CheckRequest, { urn, type, olds: {}, news: { name: 7 } }));
  assert.equal(wrong.getFailuresList()[0].getProperty(), "name");

  const preview = await call("create", make(provider.CreateRequest, { urn, type, properties: inputs, preview: true }));
  assert.equal(preview.getId(), "");
  const created = await call("create", make(provider.CreateRequest, { urn, type, properties: inputs }));
  const id = created.getId();
  assert.equal(created.getProperties().toJavaScript().groupId, Number(id));
  const read = await call("read", make(provider.ReadRequest, { id, urn, type }));
  assert.deepEqual(read.getInputs().toJavaScript(), { name: "From Node", languageCode: "pl", __imported: true });

  const news = { name: "Renamed", languageCode: "pl" };
  const diff = await call("diff", make(provider.DiffRequest, { id, urn, type, olds: read.getProperties().toJavaScript(), oldInputs: inputs, news }));
  assert.equal(diff.getChanges(), provider.DiffResponse.DiffChanges.DIFF_SOME);
  assert.deepEqual(diff.getDetaileddiffMap().getEntryList().map(e => e[0]), ["name"]);
  const updated = await call("update", make(provider.UpdateRequest, { id, urn, type, olds: read.getProperties().toJavaScript(), oldInputs: inputs, news }));
  assert.equal(updated.getProperties().toJavaScript().name, "Renamed");

  const listed = [];
  for await (const item of client.list(make(provider.ListRequest, { token: type }))) listed.push(item.getResult().getId());
  assert.ok(listed.includes(id) && listed.includes("0"));

  const duplicate = await call("create", make(provider.CreateRequest, { urn: urn.replace("Group", "Agent"), type: "livechat:index:Agent", properties: { email: "owner@example.com", name: "O" } })).catch(e => e);
  assert.equal(duplicate.code, grpc.status.ALREADY_EXISTS);

  // An engine deletes what a run created in a later run.
  await call("configure", make(provider.ConfigureRequest, { args: { apiUrl, accessToken: "dal:emulator-token", licenseId: "200" } }));
  await call("delete", make(provider.DeleteRequest, { id, urn, type }));
  await call("delete", make(provider.DeleteRequest, { id, urn, type }));
  const gone = await call("read", make(provider.ReadRequest, { id, urn: urn + "2", type, inputs, properties: inputs }));
  assert.equal(gone.getId(), "");
  assert.equal(gone.hasProperties(), false);
  await call("cancel", new Empty());
  client.close();
}

main().then(() => console.log("ok"), error => { console.error(error); process.exit(1); });
