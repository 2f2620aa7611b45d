"""What production refuses to start without, and how a variable is read."""

import os
from pathlib import Path

import pytest

from config.doctor.environment import findings, refuse_unfit
from config.doctor.findings import Unusable
from config.variables import database, named, number, variable
from tests.config.production import EVENT_SECRET, KEY, PRODUCTION


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.removesuffix("_FILE") in PRODUCTION or name.endswith("_URL"):
            monkeypatch.delenv(name)
    for name, text in PRODUCTION.items():
        monkeypatch.setenv(name, text)


def codes() -> list[str]:
    return [one.code for one in findings()]


def test_the_whole_environment_of_a_house_is_fit():
    refuse_unfit()


@pytest.mark.parametrize("name", PRODUCTION)
@pytest.mark.parametrize("is_empty", [True, False])
def test_what_is_missing_is_named_with_the_page_that_explains_it(name, is_empty, monkeypatch):
    if is_empty:
        monkeypatch.setenv(name, "")
    else:
        monkeypatch.delenv(name)

    with pytest.raises(Unusable, match=rf"^{name} is not set\.\ndocs/settings\.md says"):
        refuse_unfit()


def test_everything_that_is_missing_is_said_at_once(monkeypatch):
    for name in PRODUCTION:
        monkeypatch.delenv(name)

    assert [str(one) for one in findings()] == [f"{name} is not set." for name in PRODUCTION]


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FALLBACKS"])
@pytest.mark.parametrize(
    "key",
    ["for-development-only", "for-development-only" * 3, "short", "ab" * 40, KEY[:49],
     "django-insecure-" + KEY],
)  # fmt: skip
def test_weak_keys_and_the_demos_are_refused_old_ones_too(name, key, monkeypatch):
    monkeypatch.setenv(name, key)

    assert codes() == ["E002"]


def test_a_key_with_a_space_could_never_become_a_fallback(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", f"{KEY} {KEY}")

    assert codes() == ["E002"]


@pytest.mark.parametrize(
    "secret",
    ["whsec_Zm9yLWRldmVsb3BtZW50LW9ubHktMTIzNA==", "whsec_Zm9y", "hush", "whsec_!", "whsec_",
     f"{EVENT_SECRET},{EVENT_SECRET}", f"{EVENT_SECRET} whsec_Zm9y"],
)  # fmt: skip
def test_weak_event_secrets_and_the_demos_are_refused(secret, monkeypatch):
    monkeypatch.setenv("PAYMENT_EVENT_SECRET", secret)

    assert codes() == ["E003"]


@pytest.mark.parametrize(
    "url", ["http://help.casewalk.example", "help.casewalk.example", "https://", "https://[", "https://x/?a"]
)  # fmt: skip
def test_customers_are_only_ever_sent_to_https(url, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", url)

    assert codes() == ["E004"]


@pytest.mark.parametrize(("proxies", "found"), [("0", []), ("2", []), ("-1", ["E005"]),
                                                ("one", ["E005"]), ("²", ["E005"])])  # fmt: skip
def test_the_number_of_proxies_is_a_number(proxies, found, monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", proxies)

    assert codes() == found


@pytest.mark.parametrize("name", ["EMAIL_URL", "EMAIL_URL_2", "SMS_URL", "SMS_URL_2"])
def test_nothing_is_sent_into_files_in_production(name, monkeypatch):
    monkeypatch.setenv(name, "files:")

    assert codes() == ["E006"]


def test_no_sentence_holds_what_was_given(monkeypatch):
    for name in (*PRODUCTION, "SECRET_KEY_FALLBACKS", "EMAIL_URL"):
        monkeypatch.setenv(name, "files:geheim")

    assert "geheim" not in "".join(map(str, findings()))


@pytest.mark.parametrize("name", [*PRODUCTION, "EMAIL_URL", "METRICS_TOKEN", "DKIM_KEY"])
def test_every_variable_may_be_a_file(name, monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))

    assert variable(name) == "from the file"


def test_settings_of_e_mail_providers_may_be_files_too(monkeypatch, tmp_path):
    (tmp_path / "token").write_text("from the file\n")
    monkeypatch.setenv("ANYMAIL_POSTMARK_SERVER_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("ANYMAIL_SEND_DEFAULTS", "given")

    assert named("ANYMAIL_") == {
        "POSTMARK_SERVER_TOKEN": "from the file",
        "SEND_DEFAULTS": "given",
    }


def test_a_variable_and_its_file_are_refused_together(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path))

    with pytest.raises(Unusable, match="SECRET_KEY and SECRET_KEY_FILE are both set"):
        refuse_unfit()


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named_by_its_variable(content, monkeypatch, tmp_path: Path):
    if content:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert codes() == ["E007"]


def test_what_is_no_number_is_named(monkeypatch):
    monkeypatch.setenv("EMAIL_RATE", "fast")

    with pytest.raises(Unusable, match="EMAIL_RATE is no number"):
        number("EMAIL_RATE", "0", float)


@pytest.mark.parametrize("url", ["host/name", "mysql2://x", "postgresql://u:geheim@host:port/x"])
def test_what_is_no_address_of_a_database_is_refused_without_its_password(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(Unusable) as refused:
        database("DATABASE_URL")

    assert "geheim" not in str(refused.value)
