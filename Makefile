# Every target makes .venv/ ready first; PORT, HOST and DATA_DIR pass through.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export PORT HOST DATA_DIR

# 3.11 or newer. Built with profiles, as a distribution's is, it runs faster than compiled plainly.
PYTHON3 ?= python3
READY := $(PYTHON3) association/launch/setup.py
PYTHON := .venv/bin/python

.PHONY: help run test drill lint fmt bench lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serves the portal with demo data: make run PORT=8000 DATA_DIR=.data
	@exec $(READY) -- association.launch.portal

test: ## runs all tests; make test ARGS="-k dues"
	@exec $(READY) --dev -- association.launch.check $(ARGS)

drill: ## kills, flushes and restarts at 20 random instants each: about two hours
	@DRILL_ROUNDS=$${DRILL_ROUNDS:-20} exec $(READY) --dev -- association.launch.check -n 0 -s tests/drills tests/cluster $(ARGS)

lint: ## style, floors, types, missing migrations
	@exec $(READY) --dev -- association.launch.lint

fmt: ## puts the code into the one format
	@$(READY) --dev
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

bench: ## prints one JSON object a line: id, what, value, unit, goal
	@exec $(READY) --dev -- benchmarks

lock: ## after a change of dependencies: locks them, and writes the lists that pip uses
	@$(READY) --dev
	@uv lock
	@uv export --quiet --frozen --no-emit-project --no-annotate --no-header --no-dev \
		-o association/launch/requirements.txt
	@uv export --quiet --frozen --no-emit-project --no-annotate --no-header --group dev \
		-o association/launch/requirements-dev.txt
