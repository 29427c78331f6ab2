# Everything works on a machine with Python 3.11 or newer and make. `make demo` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo
STAMP := $(VENV)/.installed
LOCALES := src/servicedesk/locales
LONG := $(addprefix tests/,desk/test_machine.py desk/test_ledger_machine.py desk/test_many.py desk/test_seeds.py tui/test_floor_review.py)
TEST_STAMP := $(VENV)/.installed-test

.PHONY: demo test check format bench soak pictures keys workflows messages clean

demo: $(STAMP)
	@mkdir -p $(DEMO)
	@test -f $(DEMO)/seeded || { rm -f $(DEMO)/shop.db*; $(BIN)/servicedesk --store $(DEMO)/shop.db seed seeds && touch $(DEMO)/seeded; }
	$(BIN)/servicedesk --store $(DEMO)/shop.db --as lin

test: $(TEST_STAMP)
	$(BIN)/python -m pytest -n auto

check: $(TEST_STAMP)
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(TEST_STAMP)
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench

bench: $(TEST_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m bench

soak: $(TEST_STAMP)
	KEYBOARD_SECONDS=60 $(BIN)/python -m pytest -q -n 0 tests/tui/test_random_input.py
	SWEEPER_SECONDS=60 $(BIN)/python -m pytest -q -n 0 tests/crash/test_sweepers.py
	SOAK=1 HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -n auto tests/domain $(LONG)
	$(BIN)/python tests/crash/soak.py --minutes 30
	$(BIN)/python -m tests.soak --engine sqlite --acts 100000 --kills 500
	$(BIN)/python -m tests.soak --engine postgresql --acts 100000 --kills 500

keys: $(STAMP)
	$(BIN)/servicedesk keys --markdown > docs/keys.md

workflows: $(STAMP)
	$(BIN)/python docs/make_workflows.py

messages: $(TEST_STAMP)
	$(BIN)/pybabel --quiet extract --no-default-keywords --keyword=_ --keyword=ngettext:1,2 --keyword=pgettext:1c,2 --keyword=later \
		--add-location=file --sort-by-file --width=100 --project=servicedesk --copyright-holder='The servicedesk makers' \
		--output-file=$(LOCALES)/servicedesk.pot src/servicedesk
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --width=100 --domain=servicedesk \
		--input-file=$(LOCALES)/servicedesk.pot --output-dir=$(LOCALES) --locale=zh_CN
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[messages]'
	$(BIN)/python docs/make_zh_tw.py
	$(BIN)/pybabel --quiet compile --domain=servicedesk --directory=$(LOCALES)

pictures: $(TEST_STAMP)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt '.[pictures]'
	$(BIN)/python docs/make_pictures.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(TEST_STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@ $(STAMP)

clean:
	rm -rf $(VENV) $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
