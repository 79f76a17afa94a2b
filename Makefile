# make            install what is needed, once, and open the window
# make test       run the tests; ARGS="tests/unit -k history" chooses
# make check      format, lint, types, import rules, translations, versions and licences of what is installed
# make translations   bring the translations to the sources; docs/TRANSLATING.md
# make package    the program as a folder that needs no Python (dist/Segmend)
# make package-test   try that folder without Python, network and home
# make bench      measure speed
# make audit      ask the network whether those versions are known to be unsafe
# make clean      remove what was made, .venv excepted

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=
BIN := .venv/bin
STAMP := .venv/.installed
PROGRAM := dist/Segmend/$(if $(filter Linux,$(shell uname)),segmend,Segmend)

.DEFAULT_GOAL := run
.PHONY: run test check audit translations bench package package-test clean .venv libraries

run: .venv libraries
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
		echo "There is no screen here, so the demo runs; its pictures and report.json go to demo-output/."; \
		$(BIN)/python main.py demo --out demo-output; \
	else \
		$(BIN)/python main.py $(ARGS); \
	fi

test: .venv libraries
	QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: .venv
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/translations.py check
	$(BIN)/python .ci/dependencies.py

translations: .venv
	$(BIN)/python .ci/translations.py update

audit: .venv
	$(BIN)/python .ci/audit.py

bench: .venv
	QT_QPA_PLATFORM=offscreen $(BIN)/python main.py bench predict
	QT_QPA_PLATFORM=offscreen $(BIN)/python main.py bench learn
	QT_QPA_PLATFORM=offscreen $(BIN)/python main.py bench folder

package: .venv
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec

package-test: package libraries
	SEGMEND_PACKAGE=$(PROGRAM) $(BIN)/python -m pytest tests/e2e/test_package.py

clean:
	rm -rf build dist demo-output segmend.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find app models tests -name __pycache__ -type d -exec rm -rf {} +

.venv: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || \
		{ echo "Python's venv is missing. On Debian and Ubuntu: apt-get install -y python3-venv" >&2; exit 2; }
	[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $@

libraries: .venv
	@.ci/libraries $(BIN)/python
