#!/usr/bin/env bash
# Runs every test assembly, two at a time, the longest first, and ends with the plain line "N passed, N failed".
# An assembly that crashes, runs into its limit or gives no summary counts as a failure. LONG_TESTS=1 takes the long forms.
# With --build, make builds everything while one of the longest, which is built already, runs: neither takes both cores.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
configuration=${CONFIGURATION:-Release}
at_once=${TEST_JOBS:-2}
limit=${TEST_LIMIT:-$([ "${LONG_TESTS:-}" = 1 ] && echo 3600 || echo 900)}
longest=(Cli.Tests Conformance Chaos Provider.Tests Interop.Tests LocalEngine.Tests)
[ "${LONG_TESTS:-}" = 1 ] && longest=(Published "${longest[@]}")
# Test processes are short: a collector that does not run beside them, and seldom, and code that is not compiled for a long life, save time.
export DOTNET_gcConcurrent=0 DOTNET_GCgen0size=${DOTNET_GCgen0size:-0x4000000} DOTNET_TieredPGO=0
# What tests write is gone with them: where memory can hold it, no test waits for a disk.
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
[ "${room:-0}" -lt 1048576 ] || export TMPDIR=/dev/shm
logs=$(mktemp -d)
export TMPDIR=$logs
trap 'rm -rf "$logs"' EXIT

# One assembly: its output to a file of its own, one line of it to the terminal.
run() {
  local name=$1 began=$SECONDS log=$logs/$1.log code summary
  local folder=$root/tests/$name
  [ -d "$folder" ] || folder=$root/examples/$name
  local assembly=("$folder/bin/$configuration"/net*/*"$name".dll) filter=()
  # Of these, all others are about dist/, which is not there.
  [ "$name" = Published ] && filter=(--filter NewResourceTests)
  timeout -k 10 "$limit" dotnet test "${assembly[0]}" --nologo "${filter[@]}" -- xUnit.DiagnosticMessages=true xUnit.LongRunningTestSeconds=60 >"$log" 2>&1
  code=$?
  summary=$(grep -E '^(Passed|Failed)! ' "$log" | tail -n 1)
  if [ $code -eq 124 ] || [ $code -eq 137 ]; then summary="hangs: it was ended after $limit s. ${summary:-}"
  elif [ -z "$summary" ]; then summary="no summary (exit code $code)"; fi
  echo "$code" >"$logs/$name.code"
  printf '%-22s %4d s  %s\n' "$name" $((SECONDS - began)) "${summary% - *.dll*}"
}

names=("${longest[@]}")
for project in "$root"/tests/*.Tests "$root"/examples/*.Tests "$root"/tests/Conformance "$root"/tests/Chaos; do
  name=$(basename "$project")
  [[ " ${longest[*]} " == *" $name "* ]] || names+=("$name")
done

early=
if [ "${1:-}" = --build ]; then
  early=Conformance
  run $early &
  make --no-print-directory -C "$root" test-inputs || { wait; exit 1; }
fi

for name in "${names[@]}"; do
  [ "$name" = "$early" ] && continue
  while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n; done
  run "$name" &
done
wait

passed=0 failed=0
for name in "${names[@]}"; do
  log=$logs/$name.log
  read -r f p <<<"$(sed -nE 's/^(Passed|Failed)! .*Failed: *([0-9]+), Passed: *([0-9]+),.*/\2 \3/p' "$log" | tail -n 1)"
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
  if [ "$(cat "$logs/$name.code")" -ne 0 ] || [ "${p:-0}" -eq 0 ]; then
    # What went wrong beyond its tests is one failure of the assembly itself.
    [ "${f:-0}" -gt 0 ] || failed=$((failed + 1))
    printf '\n--- %s\n' "$name"
    grep -vE '^(Passed|Failed)! ' "$log"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
