# Every task of the project. `make help` lists them; each sets up what it needs.

PYTHON ?= python3
BIN := .venv/bin
TODAY ?=
BASE ?=
DATE_OPTION := $(if $(TODAY),--today $(TODAY))

# Where this is set, each of the hundreds of commands that the tests start compiles all modules again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup serve site check fix renew check-content visitor-changes test quick months lint bench pins audit clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

serve: .venv/ready ## Build the site and serve it on http://127.0.0.1:8000, with live reload
	$(BIN)/python -m scripts.serve

site: .venv/ready ## Build the site into site/
	$(BIN)/python -m scripts.build --history $(DATE_OPTION)

check: .venv/ready ## Check the data, the pages, that no published address is lost, and what follows from the schemas
	$(BIN)/python -m scripts.validate
	$(BIN)/python -m scripts.permalinks check
	$(BIN)/python -m scripts.forms --check
	$(BIN)/python -m scripts.owners --check
	$(BIN)/python -m scripts.editors --check

fix: .venv/ready ## Repair what can be repaired for sure in the data, show it, and check the rest
	$(BIN)/python -m scripts.validate --fix

renew: .venv/ready ## Write what follows from the content: lasting addresses, forms, owners, settings of editors
	$(BIN)/python -m scripts.permalinks update $(DATE_OPTION)
	$(BIN)/python -m scripts.forms
	$(BIN)/python -m scripts.owners
	$(BIN)/python -m scripts.editors

check-content: .venv/ready-for-tests ## Check all that a change of data/ and docs/ can break, and the pages that it changes
	$(BIN)/python -m scripts.validate
	$(BIN)/python -m scripts.browser --install
	-$(BIN)/python -m scripts.html_checker --install
	$(if $(BASE),CONTENT_BASE='$(BASE)' )$(BIN)/python -m pytest -n auto --dist worksteal -m "data or content"

visitor-changes: .venv/ready-for-tests ## Say what the content changes for visitors since BASE; the site and pictures go into preview/
	$(BIN)/python -m scripts.browser --install
	$(BIN)/python -m scripts.visitor_changes $(or $(BASE),origin/main) --to preview --pictures 8 $(DATE_OPTION)

test: .venv/ready-for-tests ## Run every test, in a browser too
	$(BIN)/python -m scripts.browser --install
	-$(BIN)/python -m scripts.html_checker --install
	$(BIN)/python -m pytest -n auto --dist worksteal

quick: .venv/ready-for-tests ## Run the fast tests, without a browser or a built site
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser and not slow"

months: .venv/ready-for-tests ## Build the site of each month of the next three years
	EVERY_MONTH=1 $(BIN)/python -m pytest -n auto tests/site/test_months.py

lint: .venv/ready-for-tests ## Look for faults in the code without running it: ruff, types, and which layer imports which
	$(BIN)/ruff check macros scripts tests
	$(BIN)/ruff format --check macros scripts tests
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready ## Measure our build beside Hugo and plain MkDocs
	$(BIN)/python -m scripts.bench

pins: .venv/ready ## Rewrite the pinned requirements, with hashes
	$(BIN)/python -m scripts.pins

audit: .venv-audit/ready ## Look up whether a hole is known in anything that is pinned
	.venv-audit/bin/python -m scripts.audit

setup: .venv/ready ## Set up the tools that the other tasks use

clean: ## Remove the site, the tools, and compiled templates
	rm -rf site .venv .venv-audit .venv-bench .venv-html macros/pages/__pycache__

# The tools stand in .venv, exactly as pinned.
.venv/ready: requirements.txt
	@echo "Setting up (once; about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) scripts/make_venv.py .venv
	@$(PYTHON) scripts/install_pins.py .venv requirements.txt
	@touch $@

.venv/ready-for-tests: .venv/ready requirements-test.txt
	@echo "Setting up for the tests ..."
	@$(PYTHON) scripts/install_pins.py .venv requirements-test.txt
	@touch $@

# The audit looks at the others from outside, so it needs none of them.
.venv-audit/ready: requirements-audit.txt
	@echo "Setting up for the audit ..."
	@$(PYTHON) scripts/make_venv.py .venv-audit
	@$(PYTHON) scripts/install_pins.py .venv-audit requirements-audit.txt
	@touch $@
