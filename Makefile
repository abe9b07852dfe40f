# Short names for what README.md and CONTRIBUTING.md say; everything goes through start.py.
PYTHON ?= python

.PHONY: setup test lint notebooks bench

setup:
	$(PYTHON) start.py setup

test:
	$(PYTHON) start.py test

lint:
	$(PYTHON) start.py lint

notebooks:
	$(PYTHON) start.py scripts/notebooks.py

bench:
	$(PYTHON) start.py benchmarks/all.py
