#!/usr/bin/env bash
# The main job, end to end, against an emulated license: preview, apply, apply again, drift with who and when, change, replace,
# verify with a customer's eye, destroy.
# Needs bash, the .NET SDK and Node. Everything it writes goes to a temporary folder; the emulator ends with it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
configuration=${CONFIGURATION:-Release}
livechat="$root/provider/LiveChatPulumi.Cli/bin/$configuration/net10.0/livechat"
work=$(mktemp -d)
emulator="" events=""
finish() { for p in $emulator $events; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"; }

say() { printf '\n=== %s\n\n' "$*"; }
project="$root/examples/support-team"
export PULUMI_CONFIG_PASSPHRASE=demo PULUMI_HOME="$work/home" PULUMI_BACKEND_URL="file://$work" PULUMI_STACK=demo
stack="$project/Pulumi.demo.yaml"
trap 'rm -f "$stack"; finish' EXIT
cp "$project/Pulumi.staging.yaml" "$stack"

say "A license with people in it starts on 127.0.0.1"
"$livechat" emulate --seed "$here/license.json" --control-token demo --stop-after 600 >"$work/url" &
emulator=$!
for _ in $(seq 100); do [ -s "$work/url" ] && break; sleep 0.1; done
url=$(head -n 1 "$work/url")
export LIVECHAT_API_URL="$url" LIVECHAT_ACCOUNT_ID=demo-account LIVECHAT_PERSONAL_ACCESS_TOKEN=demo-pat
export LIVECHAT_LICENSE_ID=100 LIVECHAT_CUSTOMER_TOKEN=emulator-customer
ask() { node -e '
  const [url, path, body] = process.argv.slice(1);
  fetch(url + path, { method: "POST", body, headers: { Authorization: "Bearer dal:demo-token", "Content-Type": "application/json", "X-Emulator-Token": "demo" } })
    .then(async r => { if (!r.ok) throw new Error(await r.text()); console.log(await r.text()); })
    .catch(e => { console.error(e.message); process.exit(1); });' "$url" "$@"; }
objects() { ask /_emulator/dump '{}' | node -e 'const d = JSON.parse(require("fs").readFileSync(0)); delete d.next_group_id; console.log(JSON.stringify(d, null, 1));'; }
objects >"$work/before.json"
echo "$url"

cd "$project"
say "livechat preview: what would happen"
"$livechat" preview
say "livechat up: the program becomes the license"
"$livechat" up --yes --skip-preview
say "livechat up again: nothing to do"
"$livechat" up --yes --skip-preview --expect-no-changes
say "livechat events serve hears of changes: the license tells it by a webhook"
export LIVECHAT_EVENTS_SECRET="a secret of this demo"
"$livechat" events serve --file "$work/events.jsonl" --port 0 >"$work/events-url" &
events=$!
for _ in $(seq 100); do [ -s "$work/events-url" ] && break; sleep 0.1; done
head -n 1 "$work/events-url"
hook=$(ask /v3.6/configuration/action/register_webhook "{\"action\":\"agent_updated\",\"url\":\"$(head -n 1 "$work/events-url")/livechat\",
  \"secret_key\":\"$LIVECHAT_EVENTS_SECRET\",\"owner_client_id\":\"emulator-client\",\"type\":\"license\"}")
say "Someone changes an agent in the web UI"
ask /v3.6/configuration/action/update_agent '{"id":"ben@staging.example.com","max_chats_count":9,"job_title":"Floating"}'
for _ in $(seq 100); do [ -s "$work/events.jsonl" ] && break; sleep 0.1; done
say "livechat drift shows it, with who did it and when, and changes nothing"
"$livechat" drift --events "$work/events.jsonl" | tee "$work/drift" || [ "${PIPESTATUS[0]}" -eq 2 ]
grep -q "by owner@example.com, " "$work/drift" || { echo "The drift does not say who." >&2; exit 1; }
ask /v3.6/configuration/action/unregister_webhook "${hook%\}},\"owner_client_id\":\"emulator-client\"}"
say "livechat refresh takes it into the state"
"$livechat" refresh --yes --skip-preview
say "livechat up repairs it"
"$livechat" up --yes --skip-preview
say "A change (four chats for everyone) and a replacement (the tag vip becomes gold)"
"$livechat" config set maxChats 4
"$livechat" config set vipTag gold
"$livechat" up --yes
say "livechat verify comes as a customer, and gets what was configured"
# This license does not lag, so nothing is waited for.
export LIVECHAT_PROPAGATION_SECONDS=0
"$livechat" verify
say "Someone adds a routing rule in the web UI that takes all chats: livechat verify says what customers get now"
rule=$(ask /v3.6/configuration/action/add_auto_access '{"access":{"groups":[3]},"conditions":{"url":{"values":[{"value":"https://"}]}}}')
"$livechat" verify && { echo "Customers do not get what was configured, and verify does not see it." >&2; exit 1; } || [ $? -eq 4 ]
ask /v3.6/configuration/action/delete_auto_access "$rule"
"$livechat" verify --format markdown
say "livechat destroy: everything that the stack owns goes"
"$livechat" destroy --yes --skip-preview
objects >"$work/after.json"
diff "$work/before.json" "$work/after.json" || { echo "The license is not as it was." >&2; exit 1; }
say "The license is as it was: $(node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(`${d.agents.length} agents, ${d.groups.length} groups, ${d.tags.length} tags`)' "$work/after.json")"
