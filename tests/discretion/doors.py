"""Every way in, each with a card's number in whatever it takes; a way in is a row of DOORS."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from support.cases.models import Case
from support.notifications.addresses.callbacks import provider_path
from tests.api.asking import V1
from tests.desk.walking import HTMX, answer
from tests.factories import make_channel
from tests.files.making import camt, tag
from tests.incidents.world import make_incident
from tests.intake.signing import send
from tests.sources.door import post as post_to_source
from tests.sources.samples import STRIPE
from tests.sources.signing import signer_of
from troubleshooting.walks.models import Walk

CARD = "4242424242424242"
SPOKEN = "4242 4242 4242 4242, ４２４２４２４２４２４２４２４２, IBAN DE89 3704 0044 0532 0130 00."
GUIDE = f"""
format: casewalk.tree/1
slug: planted
title: {{en: Title, zh-hans: 题}}
start: a
nodes:
  - key: a
    kind: question
    title: {{en: Ask, zh-hans: 问}}
    body: {{en: "{SPOKEN}", zh-hans: 体}}
"""


@dataclass(frozen=True)
class House:
    """Who knocks, and at what."""

    desk: Client
    api: APIClient
    case: Case
    walk: Walk


Door = Callable[[House], HttpResponse]


def page(route: str, /, *named: Any, **fields: Any) -> Door:
    """A form of a page as its script sends it, with a key by which its answer is kept."""

    def knock(house: House) -> HttpResponse:
        args = [] if named == ("-",) else [house.case.reference, *named]
        form = {"once": str(uuid.uuid4()), **fields}
        return house.desk.post(reverse(route, args=args), form, headers=HTMX)

    return knock


def step(route: str, /, **fields: Any) -> Door:
    def knock(house: House) -> HttpResponse:
        form = {"once": str(uuid.uuid4()), **answer(house.walk, "q1"), **fields}
        return house.desk.post(reverse(route, args=[house.case.reference]), form, headers=HTMX)

    return knock


def script(method: str, path: str, **body: Any) -> Door:
    def knock(house: House) -> HttpResponse:
        house.walk.refresh_from_db()
        house.case.refresh_from_db()
        named = {"case": house.case.reference, "walk": house.walk.pk}
        given = {"seen": house.walk.answers_seen, **body} if "walks/" in path else body
        if method == "patch":
            given |= {"seen": house.case.version}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return getattr(house.api, method)(V1 + path.format(**named), given, headers=key)

    return knock


def event(house: House) -> HttpResponse:
    return send({"type": "payment.failed", "payment": {
        "reference": "PAY-1", "status": "failed", "amount": "1.00", "currency": "EUR",
        "failure_scheme": "iso20022", "failure_code": "AC04", "failure_message": SPOKEN,
        "counterparty_name": SPOKEN, "counterparty_account": CARD, "method": SPOKEN,
        "channel": SPOKEN, "client": SPOKEN, "created_at": SPOKEN, "tls_version": CARD,
        "customer": {"name": SPOKEN, "email": f"{CARD}", "phone": CARD, "locale": CARD},
        "status_said": SPOKEN,
    }})  # fmt: skip


def refused_event(house: House) -> HttpResponse:
    return send({"payment": {"failure_message": SPOKEN, "counterparty_account": CARD}})


def source(house: House) -> HttpResponse:
    payload = json.loads(json.dumps(STRIPE))
    payload["data"]["object"] |= {"failure_message": SPOKEN, "description": SPOKEN}
    return post_to_source(signer_of("stripe").post(payload, at=timezone.now()), "stripe")


def bank_file(house: House) -> HttpResponse:
    told = tag("AddtlNtryInf", SPOKEN)
    text = camt(tag("Ntry", tag("Amt", "1.00", ccy="EUR"), tag("CdtDbtInd", "CRDT"), told))
    file = SimpleUploadedFile(f"{CARD}.xml", text.encode())
    form = {"file": file, "deed": "try", "once": str(uuid.uuid4())}
    return house.desk.post(reverse("source-files", args=["our-bank"]), form, headers=HTMX)


def file_name(house: House) -> HttpResponse:
    file = SimpleUploadedFile(f"card {CARD}.pdf", b"%PDF-1.7")
    address = reverse("case-draft-files", args=[house.case.reference, "note"])
    return house.desk.post(address, {"file": file, "body": SPOKEN}, headers=HTMX)


def file_of_a_script(house: House) -> HttpResponse:
    file = SimpleUploadedFile(f"card {CARD}.pdf", b"%PDF-1.7")
    return house.api.post(f"{V1}files/", {"file": file}, format="multipart")


def guide(house: House) -> HttpResponse:
    address, form = reverse("tree-import-new"), {"text": GUIDE}
    shown = house.desk.post(address, form).text
    for name in ("digest", "carried"):
        form[name] = re.search(rf'name="{name}" value="([^"]*)"', shown)[1]
    return house.desk.post(address, form)


def sms(house: House) -> HttpResponse:
    told = {"from": house.case.contact.phone, "id": "1", "text": SPOKEN, "charset": "UTF-8"}
    return house.desk.get(provider_path("kannel-incoming"), told)


def search(house: House) -> HttpResponse:
    house.desk.get(reverse("search"), {"q": CARD})
    return house.api.get(f"{V1}cases/", {"q": CARD})


def incident(house: House) -> HttpResponse:
    form = {"title_en": SPOKEN, "title_zh": SPOKEN, "severity": "major", "do": "save",
            "began_at": "2026-11-18T08:00", "channels": [house.case.payment.channel.code],
            "fact_0": "failure_message", "op_0": "has", "value_0": CARD}  # fmt: skip
    return house.desk.post(reverse("incident-new"), {"once": str(uuid.uuid4()), **form})


def update_of_incident(house: House) -> HttpResponse:
    """Written for customers too: looked at first, then sent as it was shown."""
    address = reverse("incident-update", args=[make_incident(make_channel()).reference])
    form = {"customers_en": SPOKEN, "customers_zh": SPOKEN, "agents_en": SPOKEN, "seen": "0",
            "state": "identified", "minutes": "60"}  # fmt: skip
    shown = house.desk.post(address, {"once": str(uuid.uuid4()), **form}).text
    form["shown"] = re.search(r'name="shown" value="([^"]*)"', shown)[1]
    return house.desk.post(address, {"once": str(uuid.uuid4()), **form})


def update_by_a_script(house: House) -> HttpResponse:
    path = f"incidents/{make_incident(make_channel()).reference}/updates/"
    return script("post", path, agents_en=SPOKEN, agents_zh=CARD, seen=0, state="identified")(house)


STRANGER = {"stranger": "1", "name": SPOKEN, "phone": "+447700900123", "language": "en"}
DOORS: dict[str, Door] = {
    "a note": page("case-note", body=SPOKEN),
    "a draft": page("case-draft", "reply", body=SPOKEN),
    "a preview": page("case-reply-preview", body=SPOKEN),
    "a reply": page("case-reply", body=SPOKEN, anyway="999999999"),
    "a call": page("case-new", "-", words=SPOKEN, medium="phone", about=SPOKEN, **STRANGER),
    "a hand-over": page("case-assign", to="me", note=SPOKEN),
    "a contact": page("case-contact", name=SPOKEN, email="a@example.net", phone=""),
    "a view": page("view-save", "-", name=SPOKEN, q=SPOKEN, deed="new"),
    "an answer": step("walk-answer", note=SPOKEN),
    "a wrong step": step("walk-report", report=SPOKEN),
    "a sentence that is tried": step("walk-letters", sentence=SPOKEN),
    "an end": page("case-resolve", ending="withdrawn", note=SPOKEN),
    "a macro": page("macro-new", "-", **{
        "name_en": SPOKEN, "name_zh-hans": "宏", "text_en": SPOKEN, "text_zh-hans": "好",
        "tags": "a", "nap": ""}),
    "a file's name": file_name,
    "the name of a bank's file": bank_file,
    "a guide": guide,
    "a search": search,
    "an event": event,
    "a refused event": refused_event,
    "a source": source,
    "an SMS": sms,
    "an incident": incident,
    "an update of an incident": update_of_incident,
    "a script's update of an incident": update_by_a_script,
    "a script's file": file_of_a_script,
    "a script's case": script("post", "cases/", subject=SPOKEN[:100], body=SPOKEN,
                              customer={"name": SPOKEN, "email": "b@example.net"}),
    "a script's note": script("post", "cases/{case}/notes/", body=SPOKEN),
    "a script's reply": script("post", "cases/{case}/messages/", body=SPOKEN, anyway=True),
    "a script's change": script("patch", "cases/{case}/", note=SPOKEN, tags=[CARD]),
    "a script's view": script("post", "views/", name=SPOKEN[:60]),
    "a script's incident": script(
        "post", "incidents/", title_en=SPOKEN, title_zh=SPOKEN, methods=["wallet"],
        began_at="2026-11-18T08:00:00Z",
        conditions=[{"fact": "failure_message", "op": "has", "value": CARD}]),
    "a script's macro": script("post", "macros/", names={"en": SPOKEN}, texts={"en": SPOKEN}),
}  # fmt: skip
