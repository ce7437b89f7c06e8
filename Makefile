# Two commands: `make demo` and `make test`. Everything they need is made in .venv from the lock files.
.DEFAULT_GOAL := help
.PHONY: help demo test test-engines lint bench lock wheel docs engine clean
MAKEFLAGS += --no-print-directory

MADE := .venv/.made
PY := .venv/bin/python
NEAR := $(wildcard tests/unit tests/live tests/golden tests/model tests/crash tests/services tests/docs)
FAR := $(wildcard tests/engines tests/browser)
STYLED := src sdk services foundation tests benchmarks tools

help:
	@echo "make demo          databases, data, controls, proof, and the page that it serves (Ctrl-C ends it)"
	@echo "make test          every test that needs nothing but what this makes itself"
	@echo "make test-engines  tests on real external engines and Chromium (root, Debian packages)"
	@echo "make lint          style, types, layers"
	@echo "make bench         figures, side by side with peers"
	@echo "make lock          resolve the dependencies again"
	@echo "make docs          write the reference pages that are generated"
	@echo "make engine        copy the engine that decides into the SDK"
	@echo "make wheel         dist/kept-*.whl and dist/kept_sdk-*.whl"

# An environment that was copied or moved along with the checkout is made again.
ifneq ($(shell cat $(MADE) 2>/dev/null),$(CURDIR))
.PHONY: $(MADE)
endif
$(MADE): requirements-dev.lock pyproject.toml sdk/pyproject.toml tools/environment.sh
	@tools/environment.sh

demo: $(MADE)
	@.venv/bin/kept demo $(ARGS)

test: $(MADE)
	@$(PY) -m pytest -q -n 2 --dist loadfile $(NEAR) $(ARGS)

test-engines: $(MADE)
	@tests/engines/install.sh
	@$(PY) -m pytest -q $(FAR) $(ARGS)

lint: $(MADE)
	@.venv/bin/ruff check $(STYLED)
	@.venv/bin/ruff format --check $(STYLED)
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo

bench: $(MADE)
	@$(PY) -m benchmarks $(ARGS)

docs: $(MADE)
	@$(PY) -m kept.errors.reference docs/reference/errors.md
	@$(PY) -m tools.reference docs/reference

COMPILE := .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(ARGS)

lock: $(MADE)
	@UV_PYTHON_DOWNLOADS=never $(COMPILE) -o requirements.lock
	@UV_PYTHON_DOWNLOADS=never $(COMPILE) --extra service --group dev -c requirements.lock -o requirements-dev.lock

wheel: $(MADE)
	@$(PY) -m hatchling build -t wheel
	@cd sdk && ../$(PY) -m hatchling build -t wheel -d ../dist

engine: $(MADE)
	@$(PY) -m tools.engine

clean:
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
