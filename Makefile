# make run   opens the application on the demo record (renders it where there is no screen)
# make test  lint, types, import contracts and all tests
# make package  builds the double-click application into dist/, tests and packs it
# make wheel    builds the package for pip into dist/
PYTHON ?= python3
BIN := .venv/bin
# Tests run in this many processes, each of which computes in one thread.
JOBS ?= 2
SHARED := -n $(JOBS) --dist worksteal
HEADLESS := tests/core tests/formats tests/preprocessing tests/classifier tests/analysis \
  tests/studies
WHOLE := --cov=ecgviewer.core --cov=ecgviewer.formats --cov=ecgviewer.analysis \
  --cov=ecgviewer.studies \
  --cov-config=pyproject.toml --cov-report=term-missing:skip-covered --cov-fail-under=100

# Hundreds of processes run these tests: none compiles what another one has compiled.
unexport PYTHONDONTWRITEBYTECODE
# What TensorFlow and matplotlib write for themselves stays out of the user's home.
export KERAS_HOME := $(CURDIR)/.venv/keras
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib

.PHONY: package wheel run test lint format fast-test headless-test gui-test slow-test \
  system clean

run: .venv/.run
	$(BIN)/ecgviewer demo

test: export ECGVIEWER_TESTS := 1
# Types are checked by one processor: tests take what the other one has left.
test: .venv/.dev
	$(MAKE) --no-print-directory --jobs 2 lint headless-test
	$(MAKE) --no-print-directory gui-test
	$(MAKE) --no-print-directory slow-test

fast-test headless-test gui-test slow-test: export OMP_NUM_THREADS ?= 1
slow-test: export TF_NUM_INTRAOP_THREADS ?= 1

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What to run every day: all that is not slow, with Qt within reach.
fast-test: .venv/.dev
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest $(SHARED) -m "not slow"

# Everything below the worker, with Qt out of reach; of core, formats, analysis and
# studies these tests take every branch.
headless-test: .venv/.dev
	$(BIN)/python -m pytest -q -c /dev/null --rootdir . -W error -p no:pytest-qt \
	  -p tests.without_qt $(SHARED) -m "not slow" $(WHOLE) $(HEADLESS)

# What is not headless.
gui-test: .venv/.dev
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest $(SHARED) -m "not slow" $(HEADLESS:%=--ignore=%)

# Only modules with slow tests are looked through for them.
slow-test: .venv/.dev
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest $(SHARED) -m slow \
	  $$(grep --recursive --files-with-matches --include='test_*.py' 'mark\.slow' tests)

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

system:
	@sh resources/install-system-packages.sh "$(PYTHON)"

.venv/bin/python: | system
	$(PYTHON) -m venv .venv

.venv/.run: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/.dev: pyproject.toml | .venv/bin/python
	# Python compiles what is imported: that is a small part of these packages.
	$(BIN)/python -m pip install --quiet --no-compile --editable ".[train,dev]"
	touch $@ .venv/.run

package: .venv/.build
	$(BIN)/pyinstaller build.spec --noconfirm
	QT_QPA_PLATFORM=offscreen dist/ecgviewer/ecgviewer --self-test
	$(BIN)/python -m resources.packaging.archive dist

wheel: .venv/.dev
	$(BIN)/python -m build

# Free of what only training and tests need, so that none of it is packed.
.venv/.build: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[build,dicom,hdf5,lsl,server]"
	touch $@

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
