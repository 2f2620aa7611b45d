"""What lies under deploy/ is right, as far as can be told without a container engine."""

import re
import shutil
import subprocess
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.local.environment import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("casewalk*"))
NAME = re.compile(r"^([A-Z][A-Z0-9_]+)=", re.MULTILINE)
IMAGE = re.compile(r"[a-z]+(/[a-z]+)?(:[0-9a-z.-]+)?")  # no registry's host name


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


@pytest.fixture(scope="module")
def documented() -> set[str]:
    """Every variable of docs/settings.md."""
    rows = re.findall(r"^\|([^|]*)\|", (PROJECT / "docs/settings.md").read_text(), re.MULTILINE)
    return set(re.findall(r"`([A-Z][A-Z0-9_]+)`", "".join(rows)))


def test_every_variable_that_is_set_is_one_that_is_read(
    compose: dict[str, Any], documented: set[str]
) -> None:
    examples = [DEPLOY / "environment.example", DEPLOY / "systemd" / "environment.example"]
    given = set(chain.from_iterable(NAME.findall(path.read_text()) for path in examples))
    for service in compose["services"].values():
        given |= set(service["environment"]) if service["image"] == "casewalk" else set()

    assert {name.removesuffix("_FILE") for name in given} - documented == set()
    assert {"SECRET_KEY_FILE", "PUBLIC_URL", "TRUSTED_PROXIES", "DATABASE_URL_FILE"} <= given


def test_compose_starts_what_the_architecture_says(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {
        *("postgres", "valkey", "migrate", "web-1", "web-2", "worker-1", "worker-2", "beat"),
        "nginx",
    }


def test_secrets_are_files_that_nobody_commits(compose: dict[str, Any]) -> None:
    used = set(chain.from_iterable(one.get("secrets", []) for one in compose["services"].values()))

    assert used == set(compose["secrets"])
    assert {Path(one["file"]).parent.name for one in compose["secrets"].values()} == {"secrets"}
    assert set(Path(PROJECT / ".gitignore").read_text().split()) >= {
        "/deploy/environment",
        "/deploy/secrets/",
        "/deploy/tls/",
    }


def test_every_file_that_compose_brings_along_is_there(compose: dict[str, Any]) -> None:
    mounted = [volume.split(":")[0] for volume in compose["services"]["nginx"]["volumes"]]

    assert [path for path in mounted if not (DEPLOY / path).exists() and path != "./tls"] == []


def test_images_have_plain_names_and_the_user_is_nobody_special(compose: dict[str, Any]) -> None:
    containerfile = (DEPLOY / "Containerfile").read_text()
    images = re.findall(r"^FROM (\S+)", containerfile, re.MULTILINE)
    images += [service["image"] for service in compose["services"].values()]

    assert [image for image in images if not IMAGE.fullmatch(image)] == []
    assert re.search(r"^USER 10001", containerfile, re.MULTILINE)
    assert "HEALTHCHECK" in containerfile
    assert "--require-hashes" in containerfile


def test_whatever_the_image_needs_is_let_into_it() -> None:
    kept = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!") for line in kept if line.startswith("!")}

    assert {path for path in let_in if not (PROJECT / path).exists()} == set()
    code = {"config", "support", "troubleshooting", "web"}
    assert let_in >= code | {"templates", "static", "locale"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text().replace("/srv/casewalk/current/.venv/bin/", "/usr/bin/env ")
        (tmp_path / unit.name).write_text(text)
    instances = [tmp_path / unit.name.replace("@", "@1") for unit in UNITS]

    answer = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, instances)],
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    ours = [line for line in answer.stderr.splitlines() if "casewalk" in line]
    assert (answer.returncode, ours) == (0, [])


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs Debian's nginx")
def test_nginx_takes_the_sample(tmp_path: Path) -> None:
    from tests.production.machines import Proxy

    proxy = Proxy(tmp_path, [18001, 18002])

    answer = subprocess.run([*proxy.command(), "-t"], capture_output=True, text=True, check=False)

    assert "test is successful" in answer.stderr
    assert "warn" not in answer.stderr


def test_containers_and_systemd_run_the_same_commands(compose: dict[str, Any]) -> None:
    """What differs is where it listens and what a worker is called."""
    units = {unit.name: unit.read_text().replace("\\\n", "") for unit in UNITS}
    pairs = {
        "casewalk-worker@.service": compose["services"]["worker-1"]["command"],
        "casewalk-beat.service": compose["services"]["beat"]["command"],
    }
    for name, command in pairs.items():
        started = re.search(r"^ExecStart=\S+/(celery .*)$", units[name], re.MULTILINE)
        assert started is not None
        words = started[1].split()
        assert [word for word in command if word not in words] == []
