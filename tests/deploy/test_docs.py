"""What the pages for operators tell them to type is there to be typed."""

import re
from functools import cache
from itertools import chain
from pathlib import Path

from django.core.management import get_commands

from config.local.environment import PROJECT
from tests.every import every

DOCS = PROJECT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), PROJECT / "README.md", PROJECT / "README.zh-hans.md"])
# They are for whoever has the demo or the source before them; what they say of production is named.
FOR_AUTHORS = {"architecture.md", "README.md", "README.zh-hans.md", "running.md"}
FOR_AUTHORS |= {"running.zh-hans.md", "payments.md", "publishing.md", "tree-format.md"}
CALLED = re.compile(r"^(?:[A-Z_]+=\S+ )?casewalk ([a-z_]+)", re.MULTILINE)
TOLD = re.compile(r"`casewalk ([a-z_]+)[` ]")
BLOCK = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
OURS = re.compile(
    r"(?:/srv/casewalk/(?:current|\d)/|(?<![\w/.-]))((?:deploy|examples|requirements)/[\w./@-]+)"
)
UNIT = re.compile(r"\bcasewalk-[a-z]+(?:@\d)?(?:\.(?:socket|timer|service|target))?\b")
LINK = re.compile(r"\]\(([\w./-]+\.md)?(#[\w-]+)?\)")
# What an operator makes there; git passes it over.
MADE = {"deploy/environment", "deploy/secrets", "deploy/tls", "deploy/backups"}


@cache
def blocks(page: Path) -> str:
    return "\n".join(BLOCK.findall(page.read_text()))


def test_every_command_of_casewalk_exists() -> None:
    named = set(chain.from_iterable(CALLED.findall(blocks(page)) for page in PAGES))
    named |= set(chain.from_iterable(TOLD.findall(page.read_text()) for page in PAGES))

    assert named - {"help"} - set(get_commands()) == set()
    assert named >= {"backup", "restore", "doctor", "createsuperuser", "release_outbox"}


def test_every_file_of_ours_that_is_copied_or_called_is_there() -> None:
    named = {name for page in PAGES for name in OURS.findall(blocks(page))}
    kept = {name for name in named if not any(name.startswith(made) for made in MADE)}

    assert {name for name in kept if not (PROJECT / name).exists() and not _some(name)} == set()
    assert kept >= {"deploy/casewalk", "deploy/nginx/casewalk.conf", "requirements/production.txt"}


def _some(name: str) -> bool:
    """Whether it is the beginning of a name that the shell completes (`casewalk*`)."""
    return bool(list(PROJECT.glob(f"{name}*")))


def test_every_unit_is_there() -> None:
    units = {path.name for path in (PROJECT / "deploy/systemd").iterdir()}
    names = {re.sub(r"@\d", "@", name) for page in PAGES for name in UNIT.findall(blocks(page))}
    files = {"casewalk-upstreams"}  # nginx's

    stems = {name.split(".")[0] for name in units}
    assert {name for name in names - files if name not in units | stems} == set()
    assert names >= {"casewalk-web@", "casewalk-backup.timer", "casewalk-migrate"}


@every("page", [page for page in PAGES if page.name not in FOR_AUTHORS])
def test_operators_are_told_the_one_way_to_commands(page: Path) -> None:
    """Without the settings of production `manage.py` refuses, so no page tells them to call it."""
    lines = [line for line in blocks(page).splitlines() if "manage.py" in line]

    assert [line for line in lines if not line.startswith("docker compose")] == []


@every("page", PAGES)
def test_every_link_leads_to_a_page_and_a_heading(page: Path) -> None:
    for name, heading in LINK.findall(page.read_text()):
        target = page.parent / name if name else page
        assert target.exists(), name
        if heading:
            assert heading.removeprefix("#") in _anchors(target), f"{name}{heading}"


@cache
def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
