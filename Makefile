# monitor: `make help` lists what there is to do.
# Needs Python 3.11 or newer with venv, git and make; all else goes into .venv from a hashed lock.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The oldest Python that monitor supports comes first: what works there works on the newer ones.
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
FUZZ := bench/.venv/fuzz
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
HOST ?= 127.0.0.1
PORT ?= 8000
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet --extra postgres --extra speed --extra build

# One stamp for each set of packages, named by the lock that it was installed from: another lock, another stamp.
sum = $(firstword $(shell cat $(1) pyproject.toml | cksum))
RUN_STAMP := $(VENV)/.installed-run-$(call sum,requirements.lock)
DEV_STAMP := $(VENV)/.installed-dev-$(call sum,requirements-dev.lock)

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: $(RUN_STAMP) ## Install, then run daemon and dashboard on 127.0.0.1:8000 (HOST=, PORT=); makes the database
	exec $(BIN)/monitor run --host $(HOST) --port $(PORT)

.PHONY: demo
demo: $(RUN_STAMP) ## The same on a small built-in newsroom: no network, an own mailbox
	exec $(BIN)/monitor demo

.PHONY: test
test: $(DEV_STAMP) ## Install what the tests need and run them; what a laptop lacks is skipped with a reason
	$(BIN)/python -m pytest -W error -n auto --dist worksteal $(ARGS)

.PHONY: lint
lint: $(DEV_STAMP) ## Style, form, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

.PHONY: format
format: $(DEV_STAMP) ## Mend style and form where a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(DEV_STAMP) ## Measure polls and articles a second on loopback (see bench/)
	$(BIN)/python -m bench.run $(ARGS)

.PHONY: fuzz
fuzz: $(FUZZ)/.installed ## Fuzz what reads strangers' bytes, guided by coverage: ARGS="parse --seconds 60" (see bench/)
	$(FUZZ)/bin/python -m bench.fuzz $(ARGS)

$(FUZZ)/.installed: requirements.lock | $(BIN)/python
	$(PYTHON) -m venv $(FUZZ)
	$(FUZZ)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements.lock
	$(FUZZ)/bin/python -m pip --disable-pip-version-check --quiet install --no-build-isolation --editable '.[fuzz]'
	@touch $@

.PHONY: soak
soak: $(DEV_STAMP) ## Run under load for long, and watch memory and lag (see bench/)
	@test -f bench/soak.py || { echo "not yet: the soak is not built" >&2; exit 2; }
	$(BIN)/python -m bench.soak $(ARGS)

.PHONY: lock
lock: ## Resolve the dependencies again (needs uv); writes both locks
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock -o requirements-dev.lock

.PHONY: clean
clean: ## Remove the environment and every cache; data/ stays
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "monitor needs Python 3.11 or newer: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) has no venv: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.installed-run-*
	@touch $@

$(DEV_STAMP): | $(BIN)/python
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.installed-*
	@touch $@ $(RUN_STAMP)
