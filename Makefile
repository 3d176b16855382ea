# Everything a newcomer needs: `make run` and `make test`. Needs python3 (3.11 or newer) and make, nothing else.
# `make` alone lists the targets.

VENV ?= .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --quiet
PYTEST := $(PY) -m pytest
# Checks and tests must not touch the data of a running site.
SCRATCH := export DATA_DIR=$$(mktemp -d) && trap 'rm -rf "$$DATA_DIR"' EXIT &&
# Drafts in the index of copied passages that is measured; 100000 takes half an hour.
SIZES ?= 1000,10000
TYPED := config core gongwen meetings/reading meetings/checkup

.DEFAULT_GOAL := help
.PHONY: help run test check fix e2e bench rehearse lock
.PHONY: lint format types migrations drawn deploy dependencies
.DELETE_ON_ERROR:

help: ## List the targets
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: $(VENV)/.runtime ## Serve a demo on http://127.0.0.1:8000/ (PORT, DATA_DIR, DEMO_PASSWORD)
	@DEMO_MODE=1 exec $(PY) manage.py serve --prepare

test: $(VENV)/.dev ## All tests, on SQLite, then on PostgreSQL and Redis
	@status=0; for db in sqlite postgres; do \
	  echo "== on $$db"; TEST_DB=$$db $(PYTEST) -q -n 2 || status=1; \
	done; exit $$status

check: lint format types migrations drawn deploy dependencies ## Lint, types, documents, packages; changes nothing

lint: $(VENV)/.dev
	$(PY) -m ruff check .

format: $(VENV)/.dev
	$(PY) -m ruff format --check .

types: $(VENV)/.dev
	$(PY) -m mypy $(TYPED)

migrations: $(VENV)/.dev
	@$(SCRATCH) $(PY) manage.py makemigrations --check --dry-run

drawn: $(VENV)/.dev
	@$(SCRATCH) $(PY) manage.py write_docs --check

deploy: $(VENV)/.dev
	@$(SCRATCH) ALLOWED_HOSTS=party.example $(PY) manage.py check --deploy --fail-level WARNING

dependencies: $(VENV)/.dev
	@$(PY) -m pip --disable-pip-version-check check
	$(PYTEST) -q -n0 tests/project/test_dependencies.py

lock: $(VENV)/.dev ## Write requirements.lock anew: every package with the hashes of its files
	$(PY) -m uv pip compile requirements.txt --universal --generate-hashes --python-version 3.11 \
	  --no-header --quiet --output-file requirements.lock

fix: $(VENV)/.dev ## Mend what a machine can: lint, format, generated documents
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	@$(SCRATCH) $(PY) manage.py write_docs

e2e: $(VENV)/.dev ## Walk the pages in a real Chromium
	$(PYTEST) -q -m e2e

bench: $(VENV)/.dev ## Measure documents, pages, and the search for copied passages
	$(PY) -m gongwen.bench
	$(PY) manage.py bench
	$(PY) -m tests.checkup.bench_similarity --sizes $(SIZES)

rehearse: $(VENV)/.runtime ## Play all eight plans and write their packets to out/
	$(PY) manage.py rehearse --out out

# --- The virtual environment ----------------------------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo 'Python 3.11 or newer is needed as $(PYTHON). Name another: make PYTHON=python3.12 …'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo 'Python has no venv here. On Debian: apt-get install python3-venv'; exit 1; }
	@echo 'Making the virtual environment in $(VENV)'
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.made
	@echo 'Installing the pinned packages'
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo 'Installing the packages for tests and checks'
	@$(PIP) -r requirements-dev.txt
	@touch $@
