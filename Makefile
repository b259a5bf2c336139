# A bare machine needs Python 3.11 or later and make, nothing else.
PYTHON3 ?= python3
VENV := $(or $(TOWNHALL_VENV),.venv)
PY := $(VENV)/bin/python
LAUNCHER := PYTHONPATH=site $(PYTHON3) -m townhall.launcher
PACKAGES := content eservices search site/townhall
TEMPLATES := $(wildcard content/*/templates eservices/*/templates search/templates site/townhall/templates)
# How many tests run at once; "auto" is one for each core, on PostgreSQL one more.
JOBS ?= auto
# Arguments for pytest: make test ARGS="tests/search -k accents"
ARGS ?=

export PYTHONPATH := $(CURDIR):$(CURDIR)/site

.DEFAULT_GOAL := help
.PHONY: help run test check bench services services-stop screenshots shell messages install-dev

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: ## Prepare what is missing and run the city on http://127.0.0.1:8000/ (PORT=...)
	@$(LAUNCHER) run

install-dev:
	@$(LAUNCHER) install --dev

test: install-dev ## Test on SQLite, and on PostgreSQL too where make services runs
	@scripts/test.sh $(PY) $(JOBS) $(ARGS)

check: install-dev ## Format, lint, types, import contracts, migrations, templates, messages
	@scripts/check.sh $(PY)

bench: install-dev ## Measure the promised ratios side by side
	$(PY) -m tests.bench $(ARGS)

services: ## Start PostgreSQL, Redis, ClamAV and Elasticsearch for the full tests
	@$(PYTHON3) -m scripts.services start

services-stop: ## End what make services started
	@$(PYTHON3) -m scripts.services stop

screenshots: install-dev ## Make the README's pictures from the city that make run serves (PORT=...)
	$(PY) -m tests.e2e.screenshots

shell: install-dev ## Open a Python shell with the models loaded
	$(PY) manage.py shell

messages: install-dev ## Extract messages (needs gettext) and compile the catalogues
	@scripts/messages.sh $(PY)
