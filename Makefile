# Two commands: `make demo` sets up and shows the main job, `make test` sets up and passes the tests.
# Nothing but Python 3.11 or newer (with venv) and make is needed.

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2
SHARED ?= ../shared/data
DEMO := .demo
DEMO_FILE := corpus/pdf/lo-spalter/w1-lo-hedmark-2016-jernbane--lo-spalter.pdf
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint check notebooks reference corpus corpus-check places place-weights lexicon model model-demands model-themes model-words model-pairs thesaurus clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test-installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed ## ingest the sample resolutions, show demands, search, make a report, and say where the results lie
	@mkdir -p $(DEMO)
	@echo "1. Eksempelresolusjonene leses inn i et bibliotek (de er oppdiktet; ingen har vedtatt dem):"
	$(BIN)/resolusjon ingest $$(cat corpus/demo.txt) --jobs $(JOBS) --library $(DEMO)/resolusjoner.db
	@echo; echo "2. En av dem, med krav og steder merket:"
	$(BIN)/resolusjon show $(DEMO_FILE)
	@echo; echo "3. Et søk i alle kravene:"
	$(BIN)/resolusjon search læreplass --limit 5 --library $(DEMO)/resolusjoner.db
	@echo; echo "4. Det samme for ett fylke, og alt til Excel:"
	$(BIN)/resolusjon search --theme samferdsel --county Østfold --limit 3 --library $(DEMO)/resolusjoner.db
	$(BIN)/resolusjon export demands --library $(DEMO)/resolusjoner.db --output $(DEMO)/krav.xlsx
	@echo; echo "5. Hva som kreves om hvert tema, som en rapport til å åpne i nettleseren:"
	$(BIN)/resolusjon themes --library $(DEMO)/resolusjoner.db --output $(DEMO)/rapport.html
	@echo; echo "Resultatene ligger her: biblioteket i $(DEMO)/resolusjoner.db, alle krav i $(DEMO)/krav.xlsx, rapporten i $(DEMO)/rapport.html."
	@echo "Prøv selv:  $(BIN)/resolusjon search \"heltid\" --library $(DEMO)/resolusjoner.db"

test: $(VENV)/.test-installed ## check style and types, and run the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

notebooks: $(VENV)/.test-installed ## run the notebooks anew and save them with their outputs (a minute or two)
	$(BIN)/python scripts/run_notebooks.py

reference: $(VENV)/.test-installed ## write docs/reference anew from help and docstrings
	$(BIN)/python scripts/build_reference.py

corpus-check: $(VENV)/.installed ## check the gold marks of the sample corpus
	$(BIN)/python corpus/check.py

corpus: $(VENV)/.test-installed ## render the sample corpus anew (needs LibreOffice with hyphen-no, Chromium, pdfLaTeX and fonts)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[corpus]'
	$(BIN)/python -m corpus.rendering

places: $(VENV)/.installed ## rebuild the place register: make places SOURCE=folder with the source tables
	$(BIN)/python scripts/build_places.py --source $(SOURCE)

place-weights: $(VENV)/.installed ## fit the place linker's weights anew: make place-weights TREEBANK=folder of the unpacked treebank
	$(BIN)/python scripts/train_places.py --treebank $(TREEBANK)

model: $(VENV)/.installed ## train the language pipeline anew (some 90 minutes): make model [SHARED=folder with the sources]
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[models]'
	cd models && $(abspath $(BIN))/python -m weasel run all . --vars.sources $(abspath $(SHARED))

model-demands: $(VENV)/.installed ## train the demand model anew (some fifteen minutes): make model-demands [SHARED=folder] [CORRECTIONS=folder of marked texts]
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[models]'
	cd models/demands && $(abspath $(BIN))/python -m weasel run all . --vars.sources $(abspath $(SHARED)) --vars.corrections $(if $(CORRECTIONS),$(abspath $(CORRECTIONS)),none)

model-themes: $(VENV)/.installed ## train the theme model anew (some five minutes): make model-themes [SHARED=folder with the sources]
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[models]'
	cd models/themes && $(abspath $(BIN))/python -m weasel run all . --vars.sources $(abspath $(SHARED))

model-words: $(VENV)/.installed ## make the word vectors anew (a minute and a half): make model-words [SHARED=folder with the sources]
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[models]'
	cd models/words && $(abspath $(BIN))/python -m weasel run all . --vars.sources $(abspath $(SHARED))

model-pairs: $(VENV)/.installed ## train the pair model anew (some eight minutes)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[models]'
	cd models/pairs && $(abspath $(BIN))/python -m weasel run all .

thesaurus: $(VENV)/.installed ## compile the thesaurus after a change of its source
	$(BIN)/python scripts/build_thesaurus.py

lexicon: $(VENV)/.installed ## rebuild lexicon and written forms: make lexicon SOURCE=folder with the source tables
	$(BIN)/python scripts/build_lexicon.py --source $(SOURCE)
	$(BIN)/python scripts/build_written_forms.py --source $(SOURCE)

clean: ## remove what was built here
	rm -rf $(VENV) $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
