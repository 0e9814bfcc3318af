# Every target makes the virtual environment that it needs: `make ask Q="..."` and `make test` each work alone on a fresh machine.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
Q ?= Bank transfers must be handled in the order they were submitted, never twice
ORIGINALITY ?= ../shared/tools/originality
EXAMS ?= ../shared/exams
CORPUS ?= ../shared/awsdocs
SIZES ?= 300 10000 100000

.DEFAULT_GOAL := help
.PHONY: help ask serve slack-try test check format build wheel train eval bench clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/advisor: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 ..." >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing advisor in $(VENV)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/dev: $(BIN)/advisor
	@echo "installing the tools for tests and checks in $(VENV)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

ask: $(BIN)/advisor ## Answer a scenario: make ask Q="..."
	@Q='$(subst ','\'',$(Q))'; printf '%s' "$$Q" | $(BIN)/advisor ask -

serve: $(BIN)/advisor ## Serve the chat page on http://127.0.0.1:8000
	@$(BIN)/advisor serve

slack-try: $(BIN)/advisor ## Try the chat webhook without Slack: make slack-try Q="..."
	@Q='$(subst ','\'',$(Q))'; printf '%s' "$$Q" | $(BIN)/python -m web.slack.trial

test: $(VENV)/dev ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/dev ## Lint, types, knowledge, and (where the shared tools are) originality
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/advisor check
	@if [ -x $(ORIGINALITY) ]; then $(ORIGINALITY) --allow knowledge/quotations.txt knowledge README.md docs advisor web; fi

format: $(VENV)/dev ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

build: $(BIN)/advisor ## Compile the knowledge into the file that a wheel ships
	@$(BIN)/advisor build

wheel: build ## Make a wheel in dist/ that holds the compiled knowledge
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

train: $(BIN)/advisor ## Train the ranker again from the knowledge folder (minutes)
	@$(BIN)/advisor train

eval: $(BIN)/advisor ## Measure on labelled exams: make eval EXAMS=folder
	@$(BIN)/advisor eval $(EXAMS)/cloud-practitioner.jsonl $(EXAMS)/solutions-architect.jsonl

bench: $(VENV)/bench ## Measure speed against other programs: make bench CORPUS=folder SIZES="10000 100000"
	@$(BIN)/python -m benchmarks $(if $(wildcard $(CORPUS)),--corpus $(CORPUS)) $(foreach size,$(SIZES),--size $(size))

$(VENV)/bench: $(VENV)/dev
	@echo "installing the programs to compare with in $(VENV)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	@touch $@

clean: ## Remove what was made, the virtual environment too
	@rm -rf $(VENV) dist build knowledge/compiled.sqlite .mypy_cache .ruff_cache .pytest_cache
