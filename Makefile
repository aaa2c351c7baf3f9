# Each target is a line or two over the command line `threeways`; see README.
PYTHON ?= python3
BIN := .venv/bin
THREEWAYS := $(BIN)/threeways

.PHONY: book test lint serve clean

book: .venv/ready
	$(THREEWAYS) run
	$(THREEWAYS) site

test: .venv/ready
	$(MAKE) lint
	$(THREEWAYS) run && $(THREEWAYS) run --backend torch && $(THREEWAYS) site
	$(BIN)/pytest -n 2 --dist loadfile
	$(BIN)/pytest --nbval-lax --nbval-current-env -n 2 --dist loadfile book

lint: .venv/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

serve: book
	@echo "http://localhost:8000 (Ctrl-C ends it)"
	$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

clean:
	rm -rf _build

# The environment: made once, and again when what it needs has changed.
.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else "Python 3.11 to 3.13 is needed, this is %d.%d: make PYTHON=python3.12 …" % v)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@
