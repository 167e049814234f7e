# `make run` and `make test` need nothing but Python 3.11 or newer and, the first time, a package index.
PYTHON ?= python3
WORKERS ?= 2

ENV := .venv
BIN := $(ENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test lint bench docs clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

run: $(ENV)/installed ## simulate Black Thursday into runs/black_thursday
	$(BIN)/firesale run black_thursday --out runs/black_thursday

test: lint ## check style and types, then run every test
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(ENV)/installed-dev ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests benchmarks docs

bench: $(ENV)/installed ## measure speed, as ratios inside one run
	$(BIN)/python -m benchmarks

docs: $(ENV)/installed-dev ## write the reference pages, figures and printed output of the docs anew
	$(BIN)/python -m docs.generate
	$(BIN)/python -m docs.figures

clean: ## remove caches and build products; .venv and runs stay
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis src/*.egg-info *.egg-info
	find . -path ./$(ENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "firesale needs Python 3.11 or newer, and '$(PYTHON)' is not. Name one that is: make PYTHON=python3.13 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(ENV)

# setuptools comes first, so that a later install of the same versions fetches nothing.
$(ENV)/installed: pyproject.toml constraints.txt | $(BIN)/pip
	@echo "Installing firesale into $(ENV): once, a minute or two."
	@$(INSTALL) setuptools
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(ENV)/installed-dev: $(ENV)/installed
	@echo "Installing what the tests need."
	@$(INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $@
