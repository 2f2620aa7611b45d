"""The public form as people fill it in: slowly, and seldom."""

from datetime import timedelta

import pytest


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    from support.portal.asking import form

    monkeypatch.setattr(form, "QUICK", timedelta(seconds=-1))
