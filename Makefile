# Isopolis: `make demo` shows what it does, `make test` proves that it works.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test lint format bench docs picture clean
.DEFAULT_GOAL := help

help: ## show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Isopolis needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --constraint constraints.txt --editable '.[dev]'
	@touch $(VENV)/.installed $@

demo: $(VENV)/.installed ## set everything up and take the demonstration city through the main job
	$(BIN)/isopolis demo --out out/demo

# A file of tests stays on one of the two processes: what its tests share is made once.
test: $(VENV)/.installed-dev ## set everything up and run the tests
	OMP_WAIT_POLICY=passive $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.installed-dev ## style, types and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## put the code into the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.installed-bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --constraint constraints.txt --editable '.[dev,bench]'
	@touch $(VENV)/.installed $(VENV)/.installed-dev $@

bench: $(VENV)/.installed-bench ## run beside the peers on the same data and print the ratios
	$(BIN)/python -m bench

docs: $(VENV)/.installed-dev ## build the manual into docs/_build
	$(BIN)/sphinx-build -W -j auto -b html docs docs/_build

picture: $(VENV)/.installed-dev ## make the pictures of the README and the manual anew (needs Chromium)
	SOURCE_DATE_EPOCH=1735689600 $(BIN)/isopolis demo --out out/picture
	$(BIN)/python docs/picture.py out/picture/brief.pdf
	$(BIN)/python docs/thread_picture.py

clean: ## remove what was made
	rm -rf $(VENV) out docs/_build
