# make run    make the virtual environment if needed, start the dashboards, open the browser
# make test   do all set-up and run every test
# What was installed is not installed again: the stamp files below remember it.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
NEEDS := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run lab test lint constraints wheelhouse clean

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.installed  ## start the dashboards and open the browser
	@$(BIN)/plworkbench run $(OPTIONS)

lab: $(VENV)/.installed  ## open the notebooks in JupyterLab
	@$(BIN)/plworkbench lab $(OPTIONS)

test: $(VENV)/.installed-for-tests  ## do all set-up and run every test
	@$(BIN)/python scripts/run_tests.py $(STEPS)

lint: $(VENV)/.installed-for-tests  ## only look at how the code is written
	@$(BIN)/python scripts/run_tests.py style layout imports javascript

constraints: $(VENV)/.installed  ## pin the newest versions of everything anew
	@$(BIN)/python scripts/pin_constraints.py

wheelhouse: $(VENV)/.installed  ## fill wheelhouse/ for schools without internet
	@rm -rf wheelhouse
	@find notebooks dashboards -name .ipynb_checkpoints -prune -exec rm -rf {} +
	$(PIP) wheel --wheel-dir wheelhouse --constraint constraints.txt .
	@echo "Carry the folder wheelhouse/ over, then:"
	@echo "  python3 -m venv workbench"
	@echo "  workbench/bin/pip install --no-index --find-links wheelhouse plworkbench"
	@echo "  workbench/bin/plworkbench run"

clean:  ## remove everything that was made here; class data lies elsewhere and stays
	rm -rf $(VENV) wheelhouse build dist test-results frontend/node_modules .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find plworkbench scripts tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "PL Workbench needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf "$(VENV)"; echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.installed: $(NEEDS) | $(VENV)/bin/python
	@echo "Installing (the first time takes a few minutes) ..."
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-for-tests: $(NEEDS) | $(VENV)/bin/python
	@echo "Installing with what the tests need (the first time takes a few minutes) ..."
	@$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@ $(VENV)/.installed
