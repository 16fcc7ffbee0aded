# Every target sets up what it needs; a machine with Python 3.11+ and make is enough.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow check bench lock clean

help: ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 14

setup: .venv/dev.stamp ## Make .venv with everything that development needs.

demo: .venv/core.stamp ## Play the whole slice on a simulated league (DATA=folder: on real seasons).
	@$(BIN)/bullpen demo $(if $(DATA),--data "$(DATA)")

test: check ## All checks: lint, types, floors, fast tests. Needs no running service.
	$(BIN)/pytest -n auto $(TESTS)

test-slow: .venv/dev.stamp ## Long simulations, whole seasons, soak.
	$(BIN)/pytest -n auto -m slow --timeout 3000 $(TESTS)

check: .venv/dev.stamp ## Lint, types and import floors only.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp ## Measure, and write benchmarks/RESULTS.md.
	$(BIN)/python -m benchmarks.run

lock: .venv/dev.stamp ## Renew both locks from pyproject.toml.
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
	  --python-version 3.11 --all-extras --group dev --group build --group pgwheel \
	  --upgrade pyproject.toml --output-file requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
	  --python-version 3.11 --extra charts --group build \
	  --constraint requirements-dev.lock pyproject.toml --output-file requirements.lock

clean: ## Remove .venv and caches; homes are kept.
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 2; }

.venv/core.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the core (about a minute, once) ..."
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Installing everything for development (a minute or two, once) ..."
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ .venv/core.stamp
