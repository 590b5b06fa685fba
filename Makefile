# The developer's commands. `make` alone lists them.

CARGO_TARGET_DIR ?= target
export CARGO_TARGET_DIR
OODALOO = $(CARGO_TARGET_DIR)/debug/oodaloo
TEMPLATE_VENV = target/template-venv
CPSAT_VENV = target/cpsat-venv
OPENAPI_VENV = target/openapi-venv
CLIENTS_VENV = target/clients-venv
REDOCLY = target/openapi-lint/node_modules/.bin/redocly
WEB_PACKAGES = web/node_modules/.package-lock.json
FUNCTIONS = webhook sync reconcile tray-api digest inbox

.DEFAULT_GOAL := help
.PHONY: help up down status test rail-clients web-test web-lint e2e openapi openapi-lint jobber-schema examples engine-report bench bench-cpsat fuzz lint fmt template release deploy clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## Build everything, start the local cloud, run the main job on the demo company
	@cargo build --workspace --bins
	@$(OODALOO) up $(ARGS)

down: ## Stop the local cloud
	@test ! -x $(OODALOO) || $(OODALOO) down

status: ## What runs where
	@$(OODALOO) status

test: template openapi-lint rail-clients web-test ## Every test
	@cargo build --workspace --bins
	@cargo test --workspace --no-run --quiet
	@cargo test --workspace --quiet
	@$(MAKE) --no-print-directory e2e

web-test: $(WEB_PACKAGES) ## The web app's own tests
	cd web && npm test --silent

web-lint: $(WEB_PACKAGES) ## The web app's types, format and unused parts
	cd web && npm run --silent check

e2e: $(WEB_PACKAGES) ## The web app in a real browser, on a local cloud of its own
	@cargo build --quiet --workspace --bins
	cd web && npm run --silent build -- --logLevel warn && npm run --silent size && npm run --silent e2e

# Not `npm ci`: it wants other systems' binaries named in the lock, and not every mirror knows them.
$(WEB_PACKAGES): web/package-lock.json
	cd web && npm install --no-save --silent --no-audit --no-fund
	touch $@

openapi: ## Write what the API's routes say of themselves: its description, its problems, its units
	WRITE_GENERATED=1 cargo test -p oodaloo-tests --test it contract:: --quiet
	@git --no-pager diff --stat -- functions/tray-api/openapi.json docs/problems.md shared/store/README.md

jobber-schema: ## Hold our Jobber schema against another description of it: SCHEMA=file.graphql
	@test -f "$(SCHEMA)" || { echo "SCHEMA=file.graphql is missing: an introspection of Jobber's API in SDL"; exit 2; }
	JOBBER_SCHEMA=$(abspath $(SCHEMA)) cargo test -p oodaloo-rails --lib another_description

examples: ## Write the tables of the example books anew, as the engine sees them now
	@cargo build -p oodaloo-local
	cd seeds/examples && $(abspath $(OODALOO)) reconcile --bank plumber/bank.csv --payments plumber/payments.csv --table --width 100 --out plumber/expected.txt
	cd seeds/examples && $(abspath $(OODALOO)) reconcile lumps.json --table --width 100 --out lumps.expected.txt
	@git --no-pager diff --stat -- seeds/examples

lint: ## Formatting, clippy, template, the API's description
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	$(MAKE) template openapi-lint web-lint

fmt: ## Format the code
	cargo fmt --all

template: $(TEMPLATE_VENV)/stamp ## cfn-lint, sam validate --lint and our own laws for template.yaml
	$(TEMPLATE_VENV)/bin/python tests/template/check.py

$(TEMPLATE_VENV)/stamp: tests/template/requirements.txt
	python3 -m venv $(TEMPLATE_VENV)
	$(TEMPLATE_VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

rail-clients: $(CLIENTS_VENV)/stamp ## Clients that are not ours (plaid-python, gql) against the sandbox rails
	@cargo build --quiet -p oodaloo-sandbox --example serve
	$(CLIENTS_VENV)/bin/python tests/sandbox/clients.py $(CARGO_TARGET_DIR)/debug/examples/serve

$(CLIENTS_VENV)/stamp: tests/sandbox/requirements.txt
	python3 -m venv $(CLIENTS_VENV)
	$(CLIENTS_VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

openapi-lint: $(OPENAPI_VENV)/stamp $(REDOCLY) ## The API's description against the OpenAPI specification, and its style
	$(OPENAPI_VENV)/bin/openapi-spec-validator --schema 3.1 functions/tray-api/openapi.json
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(REDOCLY) lint --config tests/openapi/redocly.yaml functions/tray-api/openapi.json

$(OPENAPI_VENV)/stamp: tests/openapi/requirements.txt
	python3 -m venv $(OPENAPI_VENV)
	$(OPENAPI_VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

$(REDOCLY): tests/openapi/package.json tests/openapi/package-lock.json
	mkdir -p target/openapi-lint
	cp $^ target/openapi-lint/
	cd target/openapi-lint && npm ci --silent --no-audit --no-fund
	touch $@

engine-report: ## Measure the engine on books nobody tuned on; writes the figures of docs/engine.md
	cargo run --quiet -p oodaloo-engine-tests --bin engine-report -- $(ARGS)

bench: ## The engine's speed, beside other ways to do it; writes the speed part of docs/engine.md (~20 min)
	cargo bench -p oodaloo-engine-bench
	cargo run --quiet --profile bench -p oodaloo-engine-bench --bin engine-speed -- docs/engine.md

bench-cpsat: $(CPSAT_VENV)/stamp ## The same lumps by OR-Tools CP-SAT; run before `make bench` to see both (~15 min)
	@mkdir -p target/bench
	@cargo build --quiet --profile bench -p oodaloo-engine-bench --bin engine-speed
	$(CARGO_TARGET_DIR)/release/engine-speed lumps | $(CPSAT_VENV)/bin/python tests/engine-bench/cp_sat.py target/bench/cp_sat.json

$(CPSAT_VENV)/stamp: tests/engine-bench/requirements.txt
	python3 -m venv $(CPSAT_VENV)
	$(CPSAT_VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

MINUTES ?= 5
fuzz: ## Fuzz the engine for MINUTES=5 of CPU (TARGETS="book case_json csv_in descriptor"); goes on where it was
	fuzz/run.sh $(MINUTES) $(TARGETS)

release: ## Build the functions for AWS (arm64) into target/lambda
	cargo lambda build --release --arm64 $(FUNCTIONS:%=-p oodaloo-%)

deploy: release ## Deploy to AWS with the settings of samconfig.toml
	sam deploy
	cd web && npm install --no-save --silent --no-audit --no-fund && npm run --silent build
	infra/web.sh

clean: down ## Remove everything that was built
	cargo clean
