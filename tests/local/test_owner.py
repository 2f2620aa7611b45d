import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.environment import PROJECT
from config.local.errors import LocalServerError
from config.local.servers import owner, sockets
from config.local.servers.ensuring import ensure_servers
from config.local.servers.owner import NOBODY, Owner, has_closed_parent, owner_of
from config.local.servers.sockets import socket_folder

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down")


@only_root
def test_root_runs_postgresql_as_nobody_and_opens_no_parent_folder(var: Path) -> None:
    parents = {parent: parent.stat().st_mode for parent in var.parents}
    assert has_closed_parent([var])

    with ensure_servers(var, given={}, forgetful=True) as servers:
        status = Path(f"/proc/{servers.local_pids['PostgreSQL']}/status").read_text()
        rights = {line.split(":")[0]: line.split()[1:] for line in status.splitlines()}
        assert rights["Uid"] == [str(NOBODY)] * 4
        assert rights["Gid"] == [str(NOBODY)] * 4
        assert int(rights["CapEff"][0], 16) == 1 << owner.CAP_DAC_OVERRIDE
        assert rights["NoNewPrivs"] == ["1"]

    assert {parent: parent.stat().st_mode for parent in var.parents} == parents


@only_root
def test_root_runs_it_as_whoever_has_the_data_already(tmp_path: Path) -> None:
    os.chown(tmp_path, 4321, 1234)

    assert owner_of(tmp_path) == Owner(4321, 1234)
    assert owner_of(tmp_path / "missing") == Owner(NOBODY, NOBODY)


@only_root
def test_a_root_without_the_rights_of_one_is_told_what_to_do_instead(var: Path) -> None:
    answer = subprocess.run(
        [
            *["setpriv", "--bounding-set=-dac_override", "--inh-caps=-all"],
            *[sys.executable, "-m", "config.local.services"],
        ],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "CASEWALK_VAR": str(var.with_name("open"))},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "run this as an ordinary user, or set DATABASE_URL" in answer.stderr


@only_root
def test_without_setpriv_root_is_told_what_to_install(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sockets, "ROOM", var.parent)

    with (
        pytest.raises(LocalServerError, match="package util-linux"),
        ensure_servers(var, given={}, forgetful=True),
    ):
        pass


def test_an_ordinary_user_runs_the_program_as_it_is(tmp_path: Path) -> None:
    us = Owner(os.geteuid(), os.getegid())

    assert us.command(Path("/bin/true"), tmp_path, death_signal=2) == ["/bin/true"]


def test_one_closed_folder_anywhere_above_counts(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)

    assert has_closed_parent([Path("/usr/bin/env"), tmp_path / "closed" / "var"])
    assert not has_closed_parent([Path("/usr/bin/env")])


def test_a_socket_folder_that_somebody_else_can_write_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ROOM", tmp_path)
    us = Owner(os.geteuid(), os.getegid())
    first = socket_folder(tmp_path / "var", us)
    first.chmod(0o777)

    second = socket_folder(tmp_path / "var", us)

    assert second == first.with_name(f"{first.name}-1")
    assert second.stat().st_mode & 0o777 == 0o700


def test_a_link_in_place_of_the_socket_folder_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ROOM", tmp_path)
    us = Owner(os.geteuid(), os.getegid())
    first = socket_folder(tmp_path / "var", us)
    first.rename(tmp_path / "elsewhere")
    first.symlink_to(tmp_path / "elsewhere")

    assert socket_folder(tmp_path / "var", us) == first.with_name(f"{first.name}-1")


def test_when_every_name_is_held_the_folders_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "ROOM", tmp_path)
    us = Owner(os.geteuid(), os.getegid())
    for _ in range(sockets.TRIES):
        socket_folder(tmp_path / "var", us).chmod(0o777)

    with pytest.raises(LocalServerError, match="Somebody else holds every name"):
        socket_folder(tmp_path / "var", us)
