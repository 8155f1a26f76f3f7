#!/usr/bin/env bash
# What is published, and how. Intermediate files of each flavour (see provider/Published.props) stay apart: they do not mix.
#   build/dist.sh all       dist/: plugins and livechat for five platforms, the SDK's package, checksums, an index
#   build/dist.sh packages  dist/: the NuGet packages alone: SDK, livechat as a .NET tool, template
#   build/dist.sh install   this machine's plugins into Pulumi's plugin folder, livechat into PREFIX/bin (~/.local by default)
#   build/dist.sh start     this machine's plugin in two flavours, for make bench PARTS=start
#   build/dist.sh test      tests of what is in dist/, as a user gets it; the solution has to be built
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(dotnet msbuild provider/LiveChatPulumi.Cli -getProperty:Version)
configuration=${CONFIGURATION:-Release}
executables="pulumi-resource-livechat pulumi-converter-livechat livechat"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

project() {
  case $1 in
    livechat) echo LiveChatPulumi.Cli ;; pulumi-converter-livechat) echo LiveChatPulumi.Converter ;; *) echo LiveChatPulumi.Provider ;;
  esac
}

# Platforms have two names: .NET's, and Pulumi's (Go's).
platform() {
  case $1 in
    linux-x64) echo linux-amd64 ;; linux-arm64) echo linux-arm64 ;; osx-x64) echo darwin-amd64 ;; osx-arm64) echo darwin-arm64 ;;
    win-x64) echo windows-amd64 ;;
  esac
}

host() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo linux-x64 ;; Linux-aarch64) echo linux-arm64 ;; Darwin-x86_64) echo osx-x64 ;; Darwin-arm64) echo osx-arm64 ;;
    *) fail "this script runs on Linux and macOS" ;;
  esac
}

# publish NAME RID FLAVOUR...: the first flavour that this machine can make for that platform; sets flavour, folder and file.
publish() {
  local name=$1 rid=$2 log
  log=$(mktemp)
  shift 2
  for flavour in "$@"; do
    folder=artifacts/out/$flavour/$rid
    file=$name
    case $rid in win-*) file=$name.exe ;; esac
    say "publishing $name for $rid: $flavour"
    if dotnet publish "provider/$(project "$name")" -c Release -r "$rid" -p:Published="$flavour" -o "$folder" \
      -p:UseArtifactsOutput=true -p:ArtifactsPath="$PWD/artifacts/$flavour" -v:quiet -clp:NoSummary >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      return
    fi
    say "refused:"
    cat "$log" >&2
  done
  rm -f "$log"
  fail "$name cannot be published for $rid."
}

# The newest version of glibc that an executable asks for; null for other systems.
glibc() {
  local newest
  newest=$(readelf -VW "$1" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1 | sed 's/GLIBC_//' || true)
  if [ -n "$newest" ]; then echo "\"$newest\""; else echo null; fi
}

# archive NAME RID FLAVOUR...: the executable and the license in dist/NAME-vVERSION-OS-ARCH.tar.gz, and a line for the index.
archive() {
  local name=$1 rid=$2 target to
  target=$(platform "$rid")
  to=$name-v$version-$target.tar.gz
  publish "$@"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -C "$folder" -c "$file" -C "$PWD" LICENSE | gzip -9n >"dist/$to"
  entries="$entries${entries:+,$'\n'}    $(printf '{ "archive": "%s", "os": "%s", "arch": "%s"' "$to" "${target%-*}" "${target#*-}")"
  entries="$entries$(printf ', "size": %s, "sha256": "%s"' "$(wc -c <"dist/$to")" "$(sha256 "dist/$to")")"
  entries="$entries, \"contents\": [\"$file\", \"LICENSE\"]"
  entries="$entries, \"compiled\": \"$flavour\", \"glibc\": $(glibc "$folder/$file") }"
}

sha256() { sha256sum "$1" | cut -d' ' -f1; }

# pack PROJECT NAME [PROPERTY...]: a NuGet package in dist/.
pack() {
  local project=$1 name=$2
  shift 2
  dotnet pack "$project" -c Release -o dist -p:UseArtifactsOutput=true -p:ArtifactsPath="$PWD/artifacts/$name" "$@" -v:quiet -clp:NoSummary
}

# The SDK is compiled against the official package where that can be restored, against the stand-in elsewhere; sets against. It depends on
# the official one either way.
sdk() {
  local log
  log=$(mktemp)
  if PulumiPackage=true pack sdk/dotnet sdk >"$log" 2>&1; then
    against=official
  elif grep -q 'NU110[1-3].*Pulumi' "$log"; then
    say "The package Pulumi cannot be restored here: the SDK is compiled against the stand-in."
    PulumiPackage=false pack sdk/dotnet sdk >&2
    against=stand-in
  else
    cat "$log" >&2
    fail "The SDK cannot be packed."
  fi
  rm -f "$log"
}

# The livechat command as a .NET tool with the plugin in it, and the template of dotnet new.
tool_and_templates() {
  local plugin=$PWD/artifacts/out/tool/plugin
  rm -rf "$plugin"
  dotnet publish provider/LiveChatPulumi.Provider -c Release -p:Published=tool -o "$plugin" \
    -p:UseArtifactsOutput=true -p:ArtifactsPath="$PWD/artifacts/tool" -v:quiet -clp:NoSummary >&2
  pack provider/LiveChatPulumi.Cli tool -p:Published=tool -p:PluginFolder="$plugin" >&2
  pack sdk/Templates templates >&2
}

# The packages alone, into dist/: a minute, where all takes many.
packages() {
  local against
  mkdir -p dist
  rm -f dist/*.nupkg
  sdk
  tool_and_templates
  ls -l dist/*.nupkg
}

# bom NAME PROJECT_FILE: what packages it is made of, with versions and licenses, as CycloneDX.
bom() {
  dotnet dotnet-CycloneDX "$2" --output dist --filename "$1-v$version.cdx.json" --output-format Json \
    --set-name "$1" --set-version "$version" --set-type Application --no-serial-number >&2
}

all() {
  local here name rid entries="" epoch against nupkg=LiveChatPulumi.LiveChat.$version.nupkg
  here=$(host)
  epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
  rm -rf dist
  mkdir dist
  for rid in linux-x64 linux-arm64 osx-x64 osx-arm64 win-x64; do
    for name in $executables; do
      # Native code is compiled on the system that it is for.
      if [ "$rid" = "$here" ]; then archive "$name" "$rid" native; else archive "$name" "$rid" ready-to-run jit; fi
    done
  done
  sdk
  tool_and_templates
  dotnet tool restore >&2
  for name in $executables; do bom "$name" "provider/$(project "$name")/$(project "$name").csproj"; done
  bom LiveChatPulumi.LiveChat sdk/dotnet/*.csproj
  (cd dist && sha256sum -- *.tar.gz *.nupkg *.cdx.json >SHA256SUMS)
  {
    printf '{\n  "version": "%s",\n  "archives": [\n%s\n  ],\n' "$version" "$entries"
    printf '  "package": { "file": "%s", "sha256": "%s", "compiledAgainst": "%s" }\n}\n' "$nupkg" "$(sha256 "dist/$nupkg")" "$against"
  } >dist/index.json
  ls -l dist
}

# put FOLDER: a process that runs keeps its file; the new one takes its place in one step.
put() {
  mkdir -p "$1"
  cp "$folder/$file" "$1/.$file.new"
  mv -f "$1/.$file.new" "$1/$file"
  say "installed $1/$file"
}

install_here() {
  local rid bin=${PREFIX:-$HOME/.local}/bin
  rid=$(host)
  publish pulumi-resource-livechat "$rid" native ready-to-run
  put "${PULUMI_HOME:-$HOME/.pulumi}/plugins/resource-livechat-v$version"
  publish pulumi-converter-livechat "$rid" native ready-to-run
  put "${PULUMI_HOME:-$HOME/.pulumi}/plugins/converter-livechat-v$version"
  publish livechat "$rid" native ready-to-run
  put "$bin"
  case ":$PATH:" in *":$bin:"*) ;; *) say "$bin is not on the PATH." ;; esac
}

start() {
  local rid
  rid=$(host)
  publish pulumi-resource-livechat "$rid" native
  publish pulumi-resource-livechat "$rid" ready-to-run
}

run() { dotnet test "tests/$1" -c "$configuration" --no-build --nologo --filter "$2"; }

# Process tests, the whole life of a license and the kill loop with the executables of this machine's archives; then what is in dist/.
test_dist() {
  local rid name
  rid=$(host)
  unpacked=$(mktemp -d)
  trap 'rm -rf "$unpacked"' EXIT
  for name in $executables; do tar -C "$unpacked" -xzf "dist/$name-v$version-$(platform "$rid").tar.gz" "$name"; done
  LIVECHAT_TEST_PLUGIN=$unpacked/pulumi-resource-livechat run Conformance ProcessTests
  LIVECHAT_TEST_CONVERTER=$unpacked/pulumi-converter-livechat LIVECHAT_TEST_PLUGIN=$unpacked/pulumi-resource-livechat \
    run Converter.Tests ConverterProcessTests
  LIVECHAT_TEST_COMMAND=$unpacked/livechat run Cli.Tests 'FullyQualifiedName~FullLicenseTests|FullyQualifiedName~KillTests'
  # What is compiled for other platforms cannot be run here; this machine's plugin in their flavour stands for them.
  publish pulumi-resource-livechat "$rid" ready-to-run
  LIVECHAT_TEST_PLUGIN=$PWD/$folder/$file run Conformance ProcessTests
  run Published Published
}

case ${1:-} in
  all) all ;; packages) packages ;; install) install_here ;; start) start ;; test) test_dist ;;
  *) sed -n '2,7s/^# *//p' "$0"; exit 2 ;;
esac
