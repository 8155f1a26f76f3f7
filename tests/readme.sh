#!/usr/bin/env bash
# README from top to bottom, by its lines alone, in a fresh clone of what is committed, with a home of its own. Running them leaves the clone
# clean. With --pulumi, the lines that need the Pulumi CLI, of README and the guides named below, against the emulator.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

# blocks PAGE CLASS: the shell lines of a page's blocks whose fence says CLASS after "sh".
blocks() { awk -v want="sh${2:+ $2}" '/^```/ { if (open) open = 0; else { open = 1; take = substr($0, 4) == want } next } open && take' "$1"; }

git clone --quiet "$root" "$work/clone"
cd "$work/clone"
mkdir "$work/home" "$work/tmp"
# Packages that this machine has need not come again.
export NUGET_PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages} HOME=$work/home PULUMI_HOME=$work/home/.pulumi
unset LIVECHAT_ACCESS_TOKEN LIVECHAT_ACCOUNT_ID LIVECHAT_PERSONAL_ACCESS_TOKEN LIVECHAT_API_URL PULUMI_STACK PULUMI_BACKEND_URL PREFIX

# run TEXT: the lines as they stand, each shown first. What they write to /tmp goes to a folder of this run. The emulator is given the time
# that a reader takes to type the next line.
run() {
  printf '%s\n' "$1" | sed "s#/tmp/#$work/tmp/#g" >"$work/lines"
  sed -i 's/^\(livechat emulate .*&\).*/\1\nsleep 3/' "$work/lines"
  cat > "$work/script" <<'END'
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
set -v
END
  cat "$work/lines" >>"$work/script"
  bash "$work/script" </dev/null
}

if [ "${1:-}" = --pulumi ]; then
  command -v pulumi >/dev/null || { echo "These lines need the Pulumi CLI: https://www.pulumi.com/docs/install" >&2; exit 1; }
  # Of what stands for a reader's own values, the emulator's.
  lines=$(blocks README.md needs-pulumi)
  run "make install
export PATH=\"\$HOME/.local/bin:\$PATH\" PULUMI_CONFIG_PASSPHRASE=try LIVECHAT_API_URL=http://127.0.0.1:8788
livechat emulate --port 8788 > /tmp/emulator.txt &
export LIVECHAT_ACCOUNT_ID=\$(grep -o 'account [^ ]*' /tmp/emulator.txt | cut -d' ' -f2)
export LIVECHAT_PERSONAL_ACCESS_TOKEN=\$(grep -o 'token [^ ]*\\.\$' /tmp/emulator.txt | cut -d' ' -f2 | sed 's/\\.\$//')
cd /tmp
$(printf '%s\n' "$lines" | sed '/^make install/d')"
  echo "Not run here, though they need the Pulumi CLI (other languages, objects of your own):"
  grep -rn '^```sh needs-pulumi' docs | cut -d: -f1,2
else
  run "$(blocks README.md "")"
fi
[ -z "$(git status --porcelain)" ] || { git status; echo "The clone is not clean." >&2; exit 1; }
echo "README was done from top to bottom, and the clone is clean."
