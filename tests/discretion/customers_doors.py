"""The ways in of those who have no account: customers, readers, banks and their mail and SMS."""

import json
import re
import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from support.inquiries.models import BankLetter
from support.notifications.addresses.callbacks import provider_path
from support.notifications.transports.twilio.sending import signature_of
from tests.asking.world import ask, link_of
from tests.discretion.doors import CARD, GUIDE, SPOKEN, Door, House
from tests.guides.making import out
from tests.inquiries import bank
from tests.intake.letters import writing as letters
from tests.notifications.sms_sink import TOKEN
from tests.portal.world import address_of, case_of
from tests.portal.writing import key_in, upload


def own_page(part: str, /, *, ended: bool = False, **fields: str) -> Door:
    """A form of a customer's page, by the link of a case of its own."""

    def knock(house: House) -> HttpResponse:
        end = {"status": "resolved", "ending": "credited", "resolved_at": timezone.now()}
        case = case_of(**(end if ended else {}))
        page = address_of(case, timezone.now())
        once = "" if ended else key_in(house.desk.get(page).text)
        given = {"file": upload(name=f"card {CARD}.pdf")} if part == "messages" else {}
        return house.desk.post(f"{page}{part}/", {"once": once, **fields, **given})

    return knock


def helped(house: House) -> HttpResponse:
    address = reverse("article-helped", args=[out().slug])
    once = key_in(house.desk.get(address).text)
    return house.desk.post(address, {"once": once, "answer": "no", "words": SPOKEN})


def form(house: House) -> HttpResponse:
    told = {"about": "payout", "happened": SPOKEN, "amount": CARD, "name": SPOKEN}
    return ask(house.desk, contact="one@example.test", words=SPOKEN, **told)


def proof(house: House) -> HttpResponse:
    """Of whom no payment is found by its name more is asked behind the link."""
    ask(house.desk, CARD, "two@example.test", words=SPOKEN)
    link = link_of("two@example.test", timezone.now())
    told = {"about": "payout", "happened": SPOKEN, "amount": CARD, "name": SPOKEN}
    once = key_in(house.desk.get(link).text)
    return house.desk.post(link, {"once": once, **told})


def mail(to: str, **headers: str) -> None:
    """Words, subject, sender's name, and the names of a file that is kept and of one that isn't."""
    given = {"To": to, "Subject": f"Re: {CARD}", "Message-ID": f"<{uuid.uuid4()}@else.test>"}
    came = letters.letter(SPOKEN, **given, **headers)
    for kind, content in (("pdf", b"%PDF-1.7"), ("zip", b"PK\3\4")):
        name = f"card {CARD}.{kind}"
        came.add_attachment(content, maintype="application", subtype=kind, filename=name)
    letters.came(came)


def mail_of_customer(house: House) -> HttpResponse:
    case = letters.case_of()
    mail(letters.signed(case), From=f'"{CARD}" <{case.customer.email}>')
    assert "****4242" in letters.words_in(case)[0]
    return HttpResponse()


def mail_of_stranger(house: House) -> HttpResponse:
    mail("support@casewalk.example", From=f'"{SPOKEN}" <eve@else.test>')
    assert "no_token" in letters.whys()
    return HttpResponse()


def mail_of_bank(house: House) -> HttpResponse:
    inquiry = bank.ask(bank.paid_case(), bank.make_bank(), timezone.now())
    to = letters.reply_address_of(BankLetter.objects.get().thread)
    mail(to, From=f'"{CARD}" <{bank.AT}>')
    inquiry.refresh_from_db()
    assert inquiry.heard is not None
    return HttpResponse()


def sms_by_twilio(house: House) -> HttpResponse:
    told = {"From": house.case.contact.phone, "Body": SPOKEN, "MessageSid": "SM1"}
    path = reverse("twilio-incoming")
    signature = signature_of(TOKEN, f"{settings.PUBLIC_URL}{path}", told.items())
    kind, headers = "application/x-www-form-urlencoded", {"X-Twilio-Signature": signature}
    return house.desk.post(path, urlencode(told), content_type=kind, headers=headers)


def sms_by_aliyun(house: House) -> HttpResponse:
    told = [{"phone_number": house.case.contact.phone, "content": SPOKEN, "dest_code": "1"}]
    path, kind = provider_path("aliyun-incoming"), "application/json"
    return house.desk.post(path, json.dumps(told), content_type=kind)


def guide_again(house: House) -> HttpResponse:
    """A document over the tree that it once was."""
    address, text = reverse("tree-import", args=["planted"]), GUIDE.replace("Title", "Name")
    shown = house.desk.post(address, {"text": text}).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
    return house.desk.post(address, hidden | {"text": text})


CUSTOMERS: dict[str, Door] = {
    "a customer's words": own_page("messages", body=SPOKEN),
    "a complaint": own_page("complaint", body=SPOKEN),
    "a survey": own_page("survey", ended=True, stars="2", words=SPOKEN),
    "whether an article helped": helped,
    "the public form": form,
    "the proof of the public form": proof,
    "a customer's mail": mail_of_customer,
    "a stranger's mail": mail_of_stranger,
    "a bank's mail": mail_of_bank,
    "an SMS by Twilio": sms_by_twilio,
    "an SMS by Aliyun": sms_by_aliyun,
    "a guide anew": guide_again,
}
