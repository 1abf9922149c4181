# Everything here needs make, Node (see .nvmrc) and npm, and installs nothing outside this folder.
# (`make test` alone installs Debian packages that tests need, and only when it runs as root.)

.DEFAULT_GOAL := help
.PHONY: help node build quickstart test test-long check bench clean

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

node:
	@command -v node >/dev/null 2>&1 || { echo "Node 20.19 or newer is needed and none was found: see https://nodejs.org/en/download" >&2; exit 1; }
	@command -v npm >/dev/null 2>&1 || { echo "npm is needed and was not found; it comes with Node: see https://nodejs.org/en/download" >&2; exit 1; }
	@node scripts/require-node.cjs

build: node ## install the dependencies when needed and build; then `npx polyaxon --help` works here
	@node scripts/prepare.mjs

quickstart: node ## train a real sweep on this machine and print its leaderboard (KEEP=1 leaves the server running)
	@node scripts/quickstart.mjs

test: node ## every suite, ending with ran/failed/skipped for each
	@node scripts/test.mjs

test-long: node ## the same, with the long forms of chaos, fuzz and scale
	@POLYAXON_TEST_LONG=1 node scripts/test.mjs

check: build ## format, types, lint, boundaries, picture, dead code, unit tests: before every commit
	@npm run --silent check

bench: build ## measure against the budgets and write docs/performance.md
	@npm run --silent bench

clean: ## remove everything that was built, installed or run here
	rm -rf node_modules apps/*/node_modules packages/*/node_modules apps/*/dist coverage .quickstart .test .test-cache
