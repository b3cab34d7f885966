# make run    sets up what is missing and opens Verbatim in the browser
# make test   sets up what is missing and runs every check and test
# make check  style, types and floors only

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check

# Where Linux takes PyTorch from: its own index of builds without CUDA (0.2 GB instead of several).
# `make run TORCH_INDEX=` takes PyPI's build, with CUDA. Other systems always take PyPI's.
ifeq ($(shell uname -s),Linux)
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
endif
TORCH := $(shell grep -m1 -o '^torch==[0-9.]*' requirements.txt)

# A change in the requirements makes another stamp, so the next make installs again; without one it installs nothing.
RUN_STAMP := $(VENV)/run-$(shell cat requirements.txt | cksum | cut -d' ' -f1).stamp
TEST_STAMP := $(VENV)/test-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1).stamp

# Tests run side by side, a file in one process: one process more than processors, for a third of the time they wait for disk
# and database. Those with a browser, which wait for real time, run after the others and two by two.
# Where ARGS leave nothing for one of the two, pytest says so with 5.
PROCESSES := $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -lt 4 ] && expr $$n + 1 || echo 4)
SIDE_BY_SIDE := -n $(PROCESSES) --dist loadfile
TWO_BY_TWO := -n 2 --dist loadfile

.PHONY: run test check system
.DEFAULT_GOAL := run

run: $(RUN_STAMP)
	@$(PY) -m workbench run $(ARGS)

test: $(TEST_STAMP) system
	@left=""; \
	$(PY) -m ruff check . || left="$$left ruff"; \
	$(PY) -m mypy || left="$$left mypy"; \
	$(VENV)/bin/lint-imports --no-cache || left="$$left lint-imports"; \
	$(PY) -m pytest $(ARGS) -m "not browser" $(SIDE_BY_SIDE) || [ $$? = 5 ] || left="$$left pytest"; \
	$(PY) -m pytest $(ARGS) -m browser $(TWO_BY_TWO) || [ $$? = 5 ] || left="$$left pytest-browser"; \
	if [ -n "$$left" ]; then echo "make test: not passed:$$left"; exit 1; fi

check: $(TEST_STAMP)
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-cache

# The first Python from 3.11 to 3.14 that answers; `make run PYTHON=/path/to/python` names one.
$(PY):
	@for python in "$(PYTHON)" python3 python3.13 python3.12 python3.11 python3.14; do \
	  [ -n "$$python" ] || continue; \
	  if "$$python" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
	    echo "Making $(VENV) with $$("$$python" --version)"; exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo "Verbatim needs Python 3.11 to 3.14 with its venv module; none was found. Name one: make run PYTHON=/path/to/python"; exit 1

# PyTorch first: a wheel at hand (pip's find-links), else the build without CUDA, else whatever PyPI has.
$(VENV)/torch.stamp: | $(PY)
	@echo "Installing what Verbatim needs, once: 0.7 GB to download, 2.5 GB on disk; about 4 minutes at 50 Mbit/s."
ifneq ($(TORCH_INDEX),)
	@$(PIP) install --quiet --no-deps --no-index $(TORCH) 2>/dev/null \
	  || $(PIP) install --no-deps --index-url $(TORCH_INDEX) $(TORCH) \
	  || echo "PyTorch's own index did not answer: taking PyPI's build, which brings several GB of CUDA on Linux."
endif
	@touch $@

$(RUN_STAMP): | $(VENV)/torch.stamp
	$(PIP) install -r requirements.txt
	@rm -f $(VENV)/run-*.stamp && touch $@

$(TEST_STAMP): | $(VENV)/torch.stamp
	$(PIP) install --quiet -r requirements-dev.txt
	@rm -f $(VENV)/test-*.stamp && touch $@

# A browser and a database server for the tests that use them: installed only by root on Debian, else only named.
system:
	@missing=""; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || missing="$$missing chromium fonts-noto-color-emoji"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing for the tests:$$missing"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } >/dev/null \
	    || echo "apt-get could not install:$$missing. Their tests are left out (with CI=true: fail)."; \
	else \
	  echo "Not on this machine:$$missing. Their tests are left out. On Debian or Ubuntu: sudo apt-get install$$missing"; \
	fi
