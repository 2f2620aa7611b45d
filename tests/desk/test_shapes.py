"""What spares Django's engine work: pages say the same as by Django's own way."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import get_ident

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine
from django.template.base import Variable
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.trans_real import _active

from support.desk.case.drawing import drawn_evidence
from support.payments.models import Direction, Payment
from tests.every import every
from troubleshooting.checks.evidence import Evidence
from web.shapes import _slots, drawn
from web.threads import read
from web.words.said import label

SAID = "desk/case/stream/_line.html"
EVIL = "<b>{0} slot-1-slot {{ x }} %s</b>"


def evidence(**values: object) -> Evidence:
    known = {"title": "Age", "sentence": "It is old.", "strength": "strong", "source": "The bank"}
    return Evidence(**(known | {"values": {}, "read": [], "speaks_for": []} | values))


@every("language", ["en", "zh-hans"])
@every(
    "found",
    [
        evidence(),
        evidence(strength="weak", sentence=EVIL),
        evidence(speaks_for=[("late", "Late & {lost}"), ("lost", "Lost")]),
        evidence(read=[("Status", "failed")], title="", source=EVIL),
        evidence(title=f"{EVIL}\0{EVIL}", sentence=EVIL, source="<i>\0</i>"),
    ],
)
def test_a_shape_is_filled_with_what_the_template_would_show(found, language):
    with translation.override(language):
        shown = render_to_string("walks/_evidence.html", {"evidence": found})
        for _time in range(2):
            assert drawn_evidence(found) == shown.strip()


def test_no_shape_keeps_the_values_of_a_payment():
    before = _slots.cache_info().currsize

    for number in range(3):
        drawn_evidence(evidence(title=f"Only {number}", read=[("Amount", str(number))]))
        drawn_evidence(evidence(title=f"Only {number}", sentence=f"It is {number} old."))

    assert _slots.cache_info().currsize <= before + 1


def test_django_still_looks_values_up_where_we_take_its_place(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Variable, "_resolve_lookup", lambda *_: "found")

    shown = Engine().from_string("{{ thing.name }}").render(Context({"thing": Thing()}))

    assert shown == "found", "Django finds values by another way: mend web/templatetags/looking_up"


@every("language", ["en", "zh-hans"])
def test_a_choice_is_called_as_django_calls_it(language):
    with translation.override(language):
        for direction in (*Direction.values, "", "sideways"):
            payment = Payment(direction=direction)
            assert label(Direction, direction) == str(payment.get_direction_display())


def test_what_is_in_force_belongs_to_its_thread_and_what_it_awaits():
    def told() -> tuple[str | None, bool]:
        return translation.get_language(), hasattr(_active, "nothing")

    with translation.override("zh-hans"), ThreadPoolExecutor(1) as others:
        assert told() == ("zh-hans", False)
        assert async_to_sync(sync_to_async(told))() == ("zh-hans", False)
        assert others.submit(told).result() == ("en", False)
        assert others.submit(copy_context().run, told).result() == ("en", False)


def test_asgiref_still_keeps_what_is_in_force_where_we_read_it():
    with translation.override("zh-hans"):
        kept = _active._storage._data.get()

        assert kept.thread_id == get_ident(), "asgiref keeps it otherwise: mend web/threads"
        assert kept.data["value"] is read(_active, "value")
        with translation.override("en"):
            assert _active._storage._data.get().data is not kept.data, "mend web/threads"


def test_values_are_escaped_and_their_words_are_no_slots():
    values = {
        "line.title": EVIL,
        "line.note": "",
        "line.detail": "{line.title}",
        "line.when": "now",
    }
    html = drawn(SAID, {}, values)

    assert "&lt;b&gt;{0} slot-1-slot {{ x }} %s&lt;/b&gt;" in html
    assert "<span>{line.title}</span>" in html
    assert "<q>" not in html


class Thing:
    name = "<thing>"
    number = 12_345
    answered = None

    def called(self) -> str:
        return "called"

    def refused(self) -> None:
        raise AssertionError("This is not to be called.")

    refused.alters_data = True  # type: ignore[attr-defined]

    @property
    def broken(self) -> str:
        raise AttributeError("a fault of ours")

    @property
    def gone(self) -> str:
        raise ObjectDoesNotExist


@every(
    ("source", "shown"),
    [
        ("{{ thing.name }}", "&lt;thing&gt;"),
        ("{{ thing.name|safe }}", "<thing>"),
        ("{{ thing.number }} {{ thing.answered }}", "12345 None"),
        ("{{ thing.called }}{{ thing.refused }}", "called"),
        ("{{ thing.missing }}{{ missing }}{{ missing.too }}", ""),
        (
            "{{ list.1 }}{{ list.0.name }}{{ dict.name }}{{ dict.items|length }}",
            "2&lt;thing&gt;Ada1",
        ),
        ("{% if missing %}a{% elif not thing.answered and thing.number > 5 %}b{% endif %}", "b"),
        ("{% with name='inner' %}{{ name }}{% endwith %}{{ name }}", "innerouter"),
        ("{% autoescape off %}{{ thing.name }}{% endautoescape %}", "<thing>"),
    ],
)
def test_values_are_found_and_shown_as_ever(source, shown):
    given = {"thing": Thing(), "list": [Thing(), 2], "dict": {"name": "Ada"}, "name": "outer"}
    plain = ("django.template.loaders.locmem.Loader", {"page.html": source})
    folding = Engine(loaders=[("web.templatetags.folding.Loader", [plain])])

    assert folding.get_template("page.html").render(Context(given)) == shown
    assert Engine(loaders=[plain]).get_template("page.html").render(Context(given)) == shown


def test_a_row_that_is_gone_shows_nothing_as_ever():
    assert Engine().from_string("{{ thing.gone }}").render(Context({"thing": Thing()})) == ""


def test_a_fault_of_a_property_is_told():
    with pytest.raises(AttributeError, match="a fault of ours"):
        Engine().from_string("{{ thing.broken }}").render(Context({"thing": Thing()}))
