# make run    start the app (makes .venv on first use)
# make test   lint, types, tests; the first browser tests too where Chromium or Chrome is found
# make slow   all other browser tests and what takes long
# make lint   lint and types alone        make bench   benchmarks
# make mutants wrong code that tests must notice; SEED=2 N=4 GROUP=checks
# make golden accept changed golden runs   make shots   screenshots of the real app
# Another Python: make run PYTHON=python3.13. Another port: make run PORT=8080.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python
OK := import sys; sys.exit(sys.version_info < (3, 11))
WORKS := { $(PY) -c '$(OK)' && $(PY) -m pip --version; } >/dev/null 2>&1
CODE := app.py engine lessons pages tests

.PHONY: run test slow lint bench mutants golden shots clean
.DEFAULT_GOAL := run

run: $(VENV)/.run
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: lint
	$(PY) -m pytest -n 2 -m "not slow"

slow: $(VENV)/.dev
	$(PY) -m pytest -n 2 -m slow

lint: $(VENV)/.dev
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m mypy
	$(VENV)/bin/oxlint --deny-warnings pages

bench: $(VENV)/.dev
	$(PY) -m pytest tests/bench -o norecursedirs= -p no:xdist

mutants: $(VENV)/.dev
	$(PY) -m tests.mutants --seed $(or $(SEED),1) --most $(or $(N),8) --group "$(GROUP)"

golden: $(VENV)/.dev
	ACCEPT=1 $(PY) -m pytest tests/test_golden.py

shots: $(VENV)/.dev
	$(PY) -m tests.browser.shots

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks .mutants

$(VENV)/.run: requirements.txt | $(VENV)/.made
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/.made
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.run $@

# An environment that is there and works is used as it is; what is half made or too old is made anew.
$(VENV)/.made:
	@$(WORKS) || command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "CAP Lab needs Python 3.11 or newer; '$(PYTHON)' was not found."; \
	  echo "Debian, Ubuntu: sudo apt install python3 python3-venv.  macOS: brew install python"; exit 1; }
	@$(WORKS) || $(PYTHON) -c '$(OK)' || { \
	  echo "CAP Lab needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
	  echo "Name a newer one, for instance: make run PYTHON=python3.13"; exit 1; }
	@$(WORKS) || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python cannot make environments: its venv module is not complete."; \
	  echo "Debian, Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(WORKS) || { echo "$(PYTHON) -m venv --clear $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@touch $@
