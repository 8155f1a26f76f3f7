# Everything a contributor or pipeline runs. PULUMI=package builds everything against the official Pulumi package instead of the stand-in.
CONFIGURATION ?= Release
# In the environment, so that the build of a C# program that an engine starts sees it too.
ifeq ($(PULUMI),package)
export PulumiPackage = true
endif
export DOTNET_NOLOGO = 1
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_SKIP_FIRST_TIME_EXPERIENCE = 1
export MSBUILDTERMINALLOGGER = off
export CONFIGURATION

.PHONY: build test test-all test-inputs demo schema docs sdk format bench chaos attack mutate dist packages test-dist install clean node-modules
.PHONY: browser picture test-readme test-pulumi

build:
	dotnet build LiveChat.Pulumi.sln -c $(CONFIGURATION) -v:quiet -clp:NoSummary

# GitLab's schema of pipelines is a file of this package; nothing else of it is used, so none of what it depends on is installed.
GITLAB_CI_LOCAL = gitlab-ci-local-4.56.2
GITLAB_CI_LOCAL_SHA512 = fcf31dc955aa7cb92f6fa37e6087bccb3d387e307e286813682a8a64d338677fad0c5a51b8c92d08668e6e64ebca211d5c4e61aa8e25fbc6e763defbdefb1490

# The official Node SDK plays client and program in the interop tests. The schema comes first: npm ci makes the file that make looks at.
node-modules: tests/node/node_modules/.package-lock.json
tests/node/node_modules/.package-lock.json: tests/node/package.json tests/node/package-lock.json
	cd tests/node && npm pack --silent gitlab-ci-local@$(GITLAB_CI_LOCAL:gitlab-ci-local-%=%) > /dev/null && \
	  echo "$(GITLAB_CI_LOCAL_SHA512)  $(GITLAB_CI_LOCAL).tgz" | sha512sum --check --quiet && \
	  npm ci --no-audit --no-fund --ignore-scripts && mkdir node_modules/gitlab-ci-local && \
	  tar --extract --file $(GITLAB_CI_LOCAL).tgz --strip-components 1 --directory node_modules/gitlab-ci-local \
	    package/package.json package/LICENSE package/src/schema && rm $(GITLAB_CI_LOCAL).tgz

# A browser looks at the page of livechat routes; where there is none, Debian's is installed.
browser:
	@ls /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome 2>/dev/null | grep -q . || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } || \
	  { echo "make test needs chromium: install it, or run make browser as root" >&2; exit 1; }

# Packages and browser come while the build runs.
test-inputs:
	@$(MAKE) --no-print-directory -j3 build node-modules browser

# Analyzers and code style are make build's: they take a minute and a half, and no test waits for them.
test: export MAKE_TEST = true
test:
	dotnet build tests/Conformance -c $(CONFIGURATION) -v:quiet -clp:NoSummary
	./tests/run.sh --build

# The long forms as well: every switch for every resource and process, every moment of a kill, longer lists, more chaos. A resource is
# added to a copy of the repository.
test-all: test-inputs
	LONG_TESTS=1 ./tests/run.sh

# The pictures in README, docs/routing.md and docs/drift.md, taken by the tests that look at the pages.
picture: build browser
	DRIFT_SCREENSHOT=$(CURDIR)/docs/drift.png dotnet test tests/Cli.Tests -c $(CONFIGURATION) --no-build --nologo --filter DriftPageTests
	TERMINAL_PICTURE=$(CURDIR)/docs/terminal.svg dotnet test tests/Cli.Tests -c $(CONFIGURATION) --no-build --nologo --filter TerminalPictureTests
	ROUTES_SCREENSHOT=$(CURDIR)/docs/routes.png dotnet test tests/Cli.Tests -c $(CONFIGURATION) --no-build --nologo --filter RoutesPageTests

# README from top to bottom in a fresh clone; test-pulumi: its lines that need the Pulumi CLI, which has to be installed.
test-readme:
	./tests/readme.sh

test-pulumi:
	./tests/readme.sh --pulumi

demo: build
	./examples/demo/demo.sh

schema:
	dotnet build provider/LiveChatPulumi.Provider -c $(CONFIGURATION) -v:quiet -clp:NoSummary
	dotnet provider/LiveChatPulumi.Provider/bin/$(CONFIGURATION)/net10.0/pulumi-resource-livechat.dll schema > schema.json

docs:
	dotnet build provider/LiveChatPulumi.Provider -c $(CONFIGURATION) -v:quiet -clp:NoSummary
	dotnet provider/LiveChatPulumi.Provider/bin/$(CONFIGURATION)/net10.0/pulumi-resource-livechat.dll docs docs
	WRITE_DOCS=1 dotnet test tests/CustomerApi.Tests -c $(CONFIGURATION) --nologo --filter DocumentTests

sdk: schema
	dotnet run -c $(CONFIGURATION) --project sdk/Codegen -- schema.json sdk/dotnet

# CSharpier breaks lines at 140 characters; dotnet format has the last word.
format:
	dotnet tool restore
	dotnet csharpier format provider sdk/Pulumi sdk/Codegen tests examples
	dotnet format LiveChat.Pulumi.sln --exclude sdk/dotnet

# One table of all parts, or of those that PARTS names, also in artifacts/bench.md. BENCH_STRICT=1 fails where a budget is missed. The
# parts about the published plugin publish it first.
bench: build
	$(if $(filter start memory,$(or $(PARTS),start)),./build/dist.sh start)
	dotnet tests/Benchmarks/bin/$(CONFIGURATION)/net10.0/Benchmarks.dll $(PARTS)

# Archives for five platforms and the SDK's package, in dist/; tested as they are published.
dist:
	./build/dist.sh all
	$(MAKE) test-dist

# The NuGet packages alone, into dist/.
packages:
	./build/dist.sh packages

test-dist: build
	./build/dist.sh test

# This machine's plugins into Pulumi's plugin folder (PULUMI_HOME), livechat into PREFIX/bin.
install:
	./build/dist.sh install

# The chaos tests at length; CHAOS_SEED moves on to other cases.
chaos: build
	CHAOS_CASES=$${CHAOS_CASES:-10000} dotnet test tests/Chaos -c $(CONFIGURATION) --no-build --nologo

# Commands on random programs, struck down at random moments: engine, plugins, program or all killed, Ctrl-C twice, a full disk. A
# shell that ignores SIGINT hands that on: in the background, begin with env --default-signal=INT.
attack: build
	ATTACKS=$${ATTACKS:-1000} dotnet test tests/Cli.Tests -c $(CONFIGURATION) --no-build --nologo --filter AttackTests

# Changes the code in small ways, one at a time, and says which changes no test notices. PARTS=Provider takes one project's tests,
# FILES=Values/InputDiff.cs one file of its code.
mutate:
	dotnet tool restore
	set -e; for part in $(or $(PARTS),Routing Provider); do (cd tests/$$part.Tests && dotnet stryker $(addprefix --mutate ,$(FILES))); done

clean:
	rm -rf dist artifacts
	dotnet clean LiveChat.Pulumi.sln -c $(CONFIGURATION) -v:quiet
