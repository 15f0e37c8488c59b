# One word, one task. The first task that needs it makes .venv from the locks; later runs start at once.

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PYTHON := $(BIN)/python
READY := .venv/.tidegate-ready
DESCRIBED := .venv-knowledge/.tidegate-ready
DEMO := build/demo

.PHONY: help demo test lint types bench accuracy lock clean

help: ## what there is to do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: $(READY) ## build a small repository with a risky pull request, and check it
	@$(PYTHON) demo/build.py $(DEMO)
	@$(PYTHON) -m tidegate check -C $(DEMO) --fail-on never main..refunds

test: $(READY) $(DESCRIBED) ## run the tests
	@$(PYTHON) -m pytest -n auto -q

lint: $(READY) ## style, layers, names of hosts
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(BIN)/lint-imports --no-logo
	@git grep -nIE '(pypi|pythonhosted|npmjs|proxy[.]golang|deb[.]debian|(static|index)[.]crates|rubygems|repo[.]maven[.]apache)[.](org|com|io)' \
	  ; test $$? -eq 1 || { echo "lint: name the registry (\"PyPI\", \"the npm registry\"), not its host" >&2; exit 1; }

types: $(READY) ## mypy --strict over the sources and the tests
	@$(PYTHON) -m mypy

bench: $(READY) ## time, memory and files parsed, cold and warm, in a large repository
	@$(PYTHON) -m benchmarks.advisories
	@$(PYTHON) -m benchmarks.attribution
	@$(PYTHON) -m benchmarks.trace
	@$(PYTHON) -m benchmarks.ledger
	@$(PYTHON) -m benchmarks.speed $(if $(DATA),--data $(DATA)) $(BENCHFLAGS)

accuracy: $(READY) ## answers held against releases of real projects, and the blast radius against real applications
	@$(PYTHON) -m accuracy $(if $(DATA),--data $(DATA)) $(ACCURACYFLAGS)

COMPILE = $(BIN)/uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes \
  --no-header --no-annotate --quiet $(LOCKFLAGS)

lock: $(READY) ## lock the dependencies anew (LOCKFLAGS=--upgrade takes newer ones)
	@$(COMPILE) --group build --output-file requirements/runtime.lock
	@$(COMPILE) --group dev --output-file requirements/dev.lock
	@$(COMPILE) --group knowledge --only-binary :all: --output-file requirements/knowledge.lock

clean: ## remove what make made
	rm -rf .venv .venv-knowledge build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A .venv that fits is kept, whoever made it; one whose Python is gone or too old is made anew.
FITS = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

$(READY): pyproject.toml requirements/dev.lock
	@if ! $(PYTHON) -c '$(FITS)' 2>/dev/null; then \
	  for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    if $$python -c '$(FITS)' 2>/dev/null; then \
	      echo "setting up .venv with $$($$python --version)" >&2; $$python -m venv --clear .venv && break; \
	    fi; \
	  done; \
	fi; \
	$(PYTHON) -c '$(FITS)' 2>/dev/null || { \
	  echo "make: no Python >= 3.11 with venv and pip was found: install one (Debian: apt install python3 python3-venv)" >&2; \
	  exit 1; }
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The packages that knowledge describes live apart: what they need is no matter of ours, and only `make test` asks.
# uv is ten times as fast; pip knows each way that a machine may reach PyPI by.
$(DESCRIBED): requirements/knowledge.lock | $(READY)
	@echo "setting up .venv-knowledge: the packages whose names the tests look up" >&2
	@$(PYTHON) -m venv --clear .venv-knowledge
	@$(BIN)/uv pip install -qq --python .venv-knowledge --require-hashes --only-binary :all: --compile-bytecode \
	  -r requirements/knowledge.lock || \
	$(subst .venv,.venv-knowledge,$(PYTHON)) -m pip install -qq --disable-pip-version-check --require-hashes \
	  --only-binary :all: -r requirements/knowledge.lock
	@touch $@
