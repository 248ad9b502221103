# make run     install what is missing, then crawl the embedded sample and publish a warehouse and a report in ./data
# make test    everything that CI runs: style, types, room borders, tests
# make clean   remove what these two made, except ./data

VENV := .venv
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
CONSTRAINTS := $(wildcard constraints.txt)
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --no-input -q install $(CONSTRAINTS:%=-c %)

.PHONY: run test clean

run: $(VENV)/installed
	$(VENV)/bin/cchc run

test: $(VENV)/installed-for-tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/pytest

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are younger than what they were made from: nothing is installed again until that changes.
$(VENV)/installed: pyproject.toml $(CONSTRAINTS) | $(VENV)/bin/python
	@echo "Installing into $(VENV); the first time takes a minute or two."
	@$(PIP) -e '.[files]'
	@touch $@

$(VENV)/installed-for-tests: pyproject.toml $(CONSTRAINTS) | $(VENV)/bin/python
	@echo "Installing into $(VENV) with what the tests need; the first time takes a minute or two."
	@$(PIP) -e '.[dev,files,notebooks]'
	@touch $@ $(VENV)/installed

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "cchc needs Python 3.11 or newer with its venv module (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
