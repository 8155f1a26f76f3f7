#!/usr/bin/env bash
# A story on an emulated license, each chapter a function: a team, a mistake caught at preview, a change, drift found and mended, a kill in
# the middle and the resume, where chats go, what customers get, the license as it was. Under a minute once it is built.
# Needs bash, the .NET SDK and Node. Everything it writes goes to a temporary folder; the emulator ends with it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
configuration=${CONFIGURATION:-Release}
livechat="$root/provider/LiveChatPulumi.Cli/bin/$configuration/net10.0/livechat"
work=$(mktemp -d)
emulator="" events=""
finish() { for p in $emulator $events; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"; }

bold="" plain="" color=never
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-}" != dumb ]; then bold=$'\e[1;36m' plain=$'\e[0m' color=always; fi
say() { printf '\n%s=== %s%s\n\n' "$bold" "$*" "$plain"; }
run() {
  local shown=$*
  printf '%s$ livechat %s%s\n' "$bold" "${shown//"$work"\//}" "$plain"
  "$livechat" --color "$color" "$@"
}
# One operation at a time, so that every run of the demo tells it in the same order.
preview() { run preview --parallel 1 "$@"; }
up() { run up --yes --skip-preview --parallel 1 "$@"; }
fail() { echo "$*" >&2; exit 1; }
export PULUMI_CONFIG_PASSPHRASE=demo PULUMI_HOME="$work/home" PULUMI_BACKEND_URL="file://$work" PULUMI_STACK=demo
trap finish EXIT

# The program is examples/support-team, as make build has compiled it: no run of the demo has to look whether it is still up to date.
program="$root/examples/support-team"
project="$work/support-team"
mkdir "$project"
cp "$program/Pulumi.staging.yaml" "$project/Pulumi.demo.yaml"
cp "$program/livechat.verify.yaml" "$project"
sed "s#^runtime: .*#runtime: { name: dotnet, options: { binary: $program/bin/$configuration/net10.0/SupportTeam.dll } }#" \
  "$program/Pulumi.yaml" >"$project/Pulumi.yaml"

say "A license with people in it starts on 127.0.0.1"
"$livechat" emulate --seed "$here/license.json" --control-token demo --stop-after 600 >"$work/url" &
emulator=$!
for _ in $(seq 100); do [ -s "$work/url" ] && break; sleep 0.1; done
url=$(head -n 1 "$work/url")
export LIVECHAT_API_URL="$url" LIVECHAT_ACCOUNT_ID=demo-account LIVECHAT_PERSONAL_ACCESS_TOKEN=demo-pat
export LIVECHAT_LICENSE_ID=100 LIVECHAT_CUSTOMER_TOKEN=emulator-customer
# This license does not lag, so nothing is waited for. Processes that live for seconds are not compiled for a long life.
export LIVECHAT_PROPAGATION_SECONDS=0 DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0
ask() { node -e '
  const [url, path, body] = process.argv.slice(1);
  fetch(url + path, { method: "POST", body, headers: { Authorization: "Bearer dal:demo-token", "Content-Type": "application/json", "X-Emulator-Token": "demo" } })
    .then(async r => { if (!r.ok) throw new Error(await r.text()); console.log(await r.text()); })
    .catch(e => { console.error(e.message); process.exit(1); });' "$url" "$@"; }
quietly() { ask "$@" >"$work/answer"; }
objects() { ask /_emulator/dump '{}' | node -e 'const d = JSON.parse(require("fs").readFileSync(0)); delete d.next_group_id; console.log(JSON.stringify(d, null, 1));'; }
objects >"$work/before.json"
echo "$url"

a_team() {
  say "A team: three groups, a dozen agents, four tags. First what would happen, then for real"
  preview
  up
  say "Once more: nothing to do"
  up --expect-no-changes
}

a_mistake() {
  say "A mistake: the tag vip shall be called spam, and the license has a tag of that name. The preview says so; nothing was sent"
  run config set vipTag spam
  local code=0
  preview >"$work/mistake" 2>&1 || code=$?
  cat "$work/mistake"
  [ "$code" -ne 0 ] && grep -q spam "$work/mistake" || fail "The preview did not see the mistake."
}

a_change() {
  say "A change: four chats for everyone, and the tag becomes gold, for which it is made anew"
  run config set maxChats 4
  run config set vipTag gold
  run up --yes --parallel 1
}

drift() {
  say "Drift: somebody changes an agent in the web UI. The license tells livechat events serve, by a webhook"
  export LIVECHAT_EVENTS_SECRET="a secret of this demo"
  "$livechat" events serve --file "$work/events.jsonl" --port 0 >"$work/events-url" &
  events=$!
  for _ in $(seq 100); do [ -s "$work/events-url" ] && break; sleep 0.1; done
  local hook
  hook=$(ask /v3.6/configuration/action/register_webhook "{\"action\":\"agent_updated\",\"url\":\"$(head -n 1 "$work/events-url")/livechat\",
    \"secret_key\":\"$LIVECHAT_EVENTS_SECRET\",\"owner_client_id\":\"emulator-client\",\"type\":\"license\"}")
  quietly /v3.6/configuration/action/update_agent '{"id":"ben@staging.example.com","max_chats_count":9,"job_title":"Floating"}'
  for _ in $(seq 100); do [ -s "$work/events.jsonl" ] && break; sleep 0.1; done
  run drift --events "$work/events.jsonl" | tee "$work/drift" || [ "${PIPESTATUS[0]}" -eq 2 ]
  grep -q "by owner@example.com, " "$work/drift" || fail "The drift does not say who."
  quietly /v3.6/configuration/action/unregister_webhook "${hook%\}},\"owner_client_id\":\"emulator-client\"}"
  say "Mended: the state learns of it, and the program's values go back"
  run refresh --yes --skip-preview --parallel 1
  up
}

a_kill() {
  say "A kill in the middle: LiveChat has taken some of the writes, the run is shot, and their answers never arrive"
  run config set maxChats 5
  quietly /_emulator/options '{"latencyMilliseconds":400}'
  "$livechat" --color never up --yes --skip-preview --parallel 1 >"$work/killed" 2>&1 &
  local victim=$!
  for _ in $(seq 300); do objects | grep -q '"max_chats_count": 5' && break; sleep 0.2; done
  kill -9 "$victim"
  wait "$victim" 2>"$work/answer" && fail "The run was over before it could be shot." || echo "livechat up was killed (exit code $?)."
  quietly /_emulator/options '{"latencyMilliseconds":0}'
  say "The resume: the next run looks at what was done, does the rest, and nothing twice"
  up
}

where_chats_go() {
  say "Where chats go, as text and as a page"
  run routes
  run routes test --url https://shop.example.com/returns/42
  run routes --html "$work/routes.html"
}

what_customers_get() {
  say "What customers get: somebody adds a routing rule in the web UI that takes all chats, and livechat verify comes as a customer"
  local rule code=0
  rule=$(ask /v3.6/configuration/action/add_auto_access '{"access":{"groups":[3]},"conditions":{"url":{"values":[{"value":"https://"}]}}}')
  run verify || code=$?
  [ "$code" -eq 4 ] || fail "Customers do not get what was configured, and verify does not see it."
  quietly /v3.6/configuration/action/delete_auto_access "$rule"
  say "The rule is gone: customers get what was configured"
  run verify
}

the_end() {
  say "The end: everything that the stack owns goes"
  run destroy --yes --skip-preview --parallel 1
  objects >"$work/after.json"
  diff "$work/before.json" "$work/after.json" || fail "The license is not as it was."
  say "The license is as it was: $(node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(`${d.agents.length} agents, ${d.groups.length} groups, ${d.tags.length} tags`)' "$work/after.json")"
}

cd "$project"
a_team
a_mistake
a_change
drift
a_kill
where_chats_go
what_customers_get
the_end
