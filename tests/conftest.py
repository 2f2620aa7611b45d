"""The test run's own PostgreSQL and Valkey, and a wall around the loopback interface."""

import gc
import ipaddress
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from _pytest.unittest import TestCaseFunction
from django.conf import settings
from django.utils import translation

from config.local.errors import LocalServerError
from tests.database import empty_tables, tests_servers, use_own_copy
from tests.sampling import TURN, without_left_out

# A slow machine is no failure; the checks of a change are the same at every run, ours explore.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("checks", deadline=None, derandomize=True)
hypothesis.settings.load_profile("checks" if os.environ.get("CI") else "here")

# What pytest-django does before every test for markers, settings and classes that few tests have.
IDLE = {
    "_django_clear_site_cache", "_django_db_marker", "_django_isolate_apps", "_django_set_urlconf",
    "_django_setup_unittest", "_live_server_helper", "_template_string_if_invalid_marker",
}  # fmt: skip
SERVERS = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start throw-away servers once for the whole run, and only then read Django's settings.

    pytest-django would read them earlier, before there is a server, were it told in pyproject.toml
    or in the environment which they are; so DJANGO_SETTINGS_MODULE must not stand there.
    """
    gc.disable()  # till all is imported and collected, which leaves next to no garbage
    worker = getattr(config, "workerinput", None)
    if worker is None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a time limit cleans up as well
        config.stash[SERVERS] = stack = ExitStack()
        os.environ |= _throw_away_servers(stack) | {"DEBUG": "1"}
        if config.args_source != pytest.Config.ArgsSource.ARGS:
            os.environ[TURN] = str(int(time.time()))
    else:  # a process of pytest-xdist, with the addresses in its environment
        os.environ["REDIS_URL"] = _own_database(os.environ["REDIS_URL"], worker["workerid"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    # Whitenoise warns when nothing was ever collected, and warnings are errors.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.WHITENOISE_AUTOREFRESH = True  # or every test's client looks for all static files
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # All tests ask from one address within minutes; those about rates set their own.
    settings.API_RATES = {}
    if worker is None:
        del os.environ["DJANGO_SETTINGS_MODULE"]  # or the workers would inherit it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Set up nothing that nothing here has a use for: half of what an empty test costs."""
    items[:] = without_left_out(items)
    for item in items:
        if isinstance(item, pytest.Function) and not isinstance(item, TestCaseFunction):
            used = {"_live_server_helper"} if "live_server" in item.fixturenames else set()
            if item.get_closest_marker("urls"):
                used.add("_django_set_urlconf")
            if item.get_closest_marker("django_db"):
                used.add("_django_db_marker")
            item.fixturenames[:] = [
                name for name in item.fixturenames if name in used or name not in IDLE
            ]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep twelve thousand tests out of every look for garbage: they live to the end anyhow."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin every test in English and with empty tables, whatever the one before it left behind."""
    translation.activate("en")
    if "tests.ground" in sys.modules and not _stands_on_reference(item):
        sys.modules["tests.ground"].leave_ground()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Send one message for a test that passed, where pytest and pytest-xdist send five."""
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


def _stands_on_reference(item: pytest.Item) -> bool:
    """Tell whether a test begins with the reference rows; those that commit store their own."""
    names = getattr(item, "fixturenames", ())
    mark = item.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & {*names}
    is_committing = commits or (mark and mark.kwargs.get("transaction"))
    return "standing_reference" in names and not is_committing


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(SERVERS, None):
        stack.close()


def _throw_away_servers(stack: ExitStack) -> dict[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="casewalk-tests-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o711)  # as root PostgreSQL runs as somebody else and has to pass it
    try:
        servers = stack.enter_context(tests_servers(folder))
    except LocalServerError as error:
        stack.close()
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    return servers.as_environment() | {"CASEWALK_VAR": str(folder / "var")}


def _own_database(redis_url: str, worker_id: str) -> str:
    """Give each of the processes a numbered database; PostgreSQL's are named by pytest-django."""
    return f"{redis_url.partition('?')[0]}?virtual_host={int(worker_id.removeprefix('gw')) + 1}"


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Take the place of pytest-django's, which migrates."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        use_own_copy(getattr(request.config, "workerinput", {}).get("workerid", "main"))
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        # Calendars are read anew as time passes, not for what a test does and counts.
        patch.setattr("support.calendars.services.CACHE_SECONDS", 3600.0)
        yield


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Keep what a fixture stores for all tests of a module, each of which is a savepoint then.

    Not for a module with tests that commit.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(reference_below: Any, _django_db_helper: None) -> None:
    """Begin a test's transaction after what it stands on was laid below it."""


@pytest.fixture
def reference_below(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Any:
    """Lay the reference rows below the transaction of a test that asks for them."""
    if not _stands_on_reference(request.node):
        return None
    from tests.reference import stand_on_reference  # needs the settings, read after this file

    with django_db_blocker.unblock():
        return stand_on_reference()


@pytest.fixture
def standing_reference(reference_below: Any, db: None) -> Any:
    """Causes, codes, channels and the article's tree in force, and the version of the latter."""
    from tests.reference import load_reference

    return reference_below or load_reference()


@pytest.fixture
def tree(standing_reference: Any) -> Any:
    """The article's tree in force, with causes, codes and channels."""
    return standing_reference


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Fail a test that would talk to another machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _walled(getattr(socket.socket, name)))
        yield


def _walled(connect: Callable[..., Any]) -> Callable[..., Any]:
    def connect_to_loopback(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            pytest.fail(f"This test would leave the machine: it connects to {address[0]}.")
        return connect(self, address)

    return connect_to_loopback


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
