#!/usr/bin/env bash
# Runs every test assembly and ends with the plain line "N passed, N failed". Exit code 1 when anything failed.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
configuration=${CONFIGURATION:-Release}
passed=0 failed=0 broken=0
for project in "$root"/tests/*.Tests "$root"/tests/Conformance "$root"/tests/Chaos; do
  name=$(basename "$project")
  log=$(mktemp)
  dotnet test "$project" -c "$configuration" --no-build --nologo >"$log" 2>&1
  code=$?
  summary=$(grep -E '^(Passed|Failed)!' "$log" | tail -n 1)
  p=$(sed -n 's/.*Passed: *\([0-9]*\).*/\1/p' <<<"$summary"); f=$(sed -n 's/.*Failed: *\([0-9]*\),.*/\1/p' <<<"$summary")
  passed=$((passed + ${p:-0})); failed=$((failed + ${f:-0}))
  printf '%-24s %s\n' "$name" "${summary:-no result (exit code $code)}"
  if [ "$code" -ne 0 ]; then broken=1; grep -vE '^(Passed|Failed)!' "$log"; fi
  rm -f "$log"
done
echo "$passed passed, $failed failed"
[ "$broken" -eq 0 ] && [ "$passed" -gt 0 ]
