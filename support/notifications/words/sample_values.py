"""Invented words to show a message with, and the longest that an SMS has to hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.brand.reading import HOUSE_WORDS
from support.customers.models import Language
from support.notifications.words.events import EVENTS
from support.notifications.words.sample_claims import CAUSES, sample_claims

PHONES = {Language.ENGLISH: "+447700900123", Language.CHINESE: "+8613800138000"}
_LINK = "https://pay.casewalk.example/s/mockmockmock.0123456789abcdefghijklmnopq/"
_ANSWERS = (
    ("rated_one_url", _("Link to the survey’s answer 1, very poor")),
    ("rated_two_url", _("Link to the survey’s answer 2, poor")),
    ("rated_three_url", _("Link to the survey’s answer 3, fair")),
    ("rated_four_url", _("Link to the survey’s answer 4, good")),
    ("rated_five_url", _("Link to the survey’s answer 5, very good")),
)


@dataclass(frozen=True)
class Sample:
    """What a placeholder stands for, and a word for it in each language.

    `longest` is the number of characters that is to be reckoned with in an SMS.
    """

    meaning: str | Promise
    english: str
    chinese: str
    longest: int

    def word(self, language: str) -> str:
        return self.chinese if language == Language.CHINESE else self.english


def _answer(stars: int) -> str:
    return f"{_LINK}survey/?stars={stars}"


SAMPLES: Mapping[str, Sample] = {
    "reference": Sample(_("Case reference"), "CW-4T7KQ2MZ", "CW-4T7KQ2MZ", 11),
    "payment": Sample(_("Reference of the payment"), "PO-0302-0007", "PO-0302-0007", 30),
    "payment_kind": Sample(_("What it is: payment, payout or refund"), "payout", "出款", 7),
    "caution": Sample(
        _("What the customer must not do meanwhile"),
        "If it is you who pays, please do not pay again for now.",
        "如您是付款方，请暂勿重复付款。",
        75,
    ),
    "bank_reference": Sample(
        _("Reference by which the customer's bank finds the payment"),
        "20260305MOCKQX9901000123",
        "20260305MOCKQX9901000123",
        40,
    ),
    "amount": Sample(_("Amount with its currency"), "1,200.00 CNY", "1,200.00 元", 20),
    "customer_name": Sample(_("Name of the customer"), "Mock Alder", "莫可", 20),
    "status_url": Sample(_("Link to the status page"), _LINK, _LINK, 90),
    "cause_sentence": Sample(
        _("The customer's sentence of the cause"),
        CAUSES[Language.ENGLISH],
        CAUSES[Language.CHINESE],
        180,
    ),
    "question": Sample(
        _("What we ask the customer"),
        "Which name is the receiving account held in?",
        "收款账户的户名是什么？",
        120,
    ),
    "expected": Sample(
        _("Day by which the money should arrive"), "5 March 2026", "2026年3月5日", 18
    ),
    "next_news": Sample(
        _("Time by which we write again"),
        "4 March 2026, 18:00 (London time)",
        "2026年3月4日 18:00（北京时间）",
        36,
    ),
    "incident_title": Sample(
        _("Title of the incident"), "Payouts to Demo Bank are late", "演示银行出款延迟", 80
    ),
    "incident_sentence": Sample(
        _("The customer's sentence of the incident"),
        "Demo Bank takes longer than usual. There is no need to request anything again.",
        "演示银行处理时间比平时长，您无需重新申请。",
        180,
    ),
    "next_update": Sample(
        _("Time of the next news of the incident"),
        "4 March 2026, 11:00 (London time)",
        "2026年3月4日 11:00（北京时间）",
        36,
    ),
    "reply": Sample(
        _("What an agent wrote"),
        "Your bank has released it.\nIt should arrive tomorrow.",
        "银行已放行。\n预计明天到账。",
        0,
    ),
    "complaint_within": Sample(
        _("Within how many days a complaint is answered"), "15 business days", "15 个工作日", 17
    ),
    "complaint_by": Sample(
        _("Day by which a complaint is answered"), "25 March 2026", "2026年3月25日", 18
    ),
    "complaint_longest": Sample(
        _("Within how many days it is answered at the longest"),
        "35 business days",
        "35 个工作日",
        17,
    ),
    "complaint_latest": Sample(
        _("Day by which it is answered at the latest"), "24 April 2026", "2026年4月24日", 18
    ),
    "hold_reason": Sample(
        _("Why the answer to a complaint takes longer"),
        "A bank or another company has not answered us yet.",
        "银行或其他机构尚未答复我们。",
        80,
    ),
    "complaint_to_do": Sample(
        _("What the customer has to do until a complaint is answered"),
        "You do not need to do anything.",
        "您无需操作。",
        0,
    ),
    "complaint_outcome": Sample(
        _("Whether we agree with a complaint"),
        "We agree with part of your complaint.",
        "您的投诉部分成立。",
        45,
    ),
    "turn_to": Sample(
        _("Whom to turn to who does not agree with the answer"),
        "the Mock Ombudsman (https://ombudsman.example)",
        "示例调解机构（https://ombudsman.example）",
        0,
    ),
    "survey_url": Sample(_("Link to the survey"), f"{_LINK}survey/", f"{_LINK}survey/", 100),
    **{
        name: Sample(meaning, _answer(stars), _answer(stars), 110)
        for stars, (name, meaning) in enumerate(_ANSWERS, start=1)
    },
    "proof_url": Sample(
        _("Link that proves who asks at the public form"),
        _LINK.replace("/s/", "/new/"),
        _LINK.replace("/s/", "/new/"),
        92,
    ),
    "guide_title": Sample(_("Title of the guide"), "Limits of payouts", "出款限额说明", 60),
    "guide_sentence": Sample(
        _("What the guide is about"),
        "How much can be paid out in a day, and how the limit is raised.",
        "每日可出款多少，以及如何提高限额。",
        120,
    ),
    "confirm_url": Sample(
        _("Link to confirm help articles by e-mail"),
        "https://pay.casewalk.example/guides/news/mock/",
        "https://pay.casewalk.example/guides/news/mock/",
        110,
    ),
    "guide_url": Sample(
        _("Link to the guide"),
        "https://pay.casewalk.example/guides/limits/",
        "https://pay.casewalk.example/guides/limits/",
        90,
    ),
    "new_address": Sample(
        _("New address, of which the middle is hidden"), "n***@pay.example", "n***@pay.example", 40
    ),
    "code": Sample(pgettext_lazy("to prove a contact", "Code"), "428617", "428617", 6),
    "minutes": Sample(_("Minutes for which the code holds"), "10", "10", 2),
    "brand": Sample(_("Name by which customers know us"), "Mock Pay", "示例支付", 20),
    "reply_address": Sample(
        _("Mailbox that takes answers"), "help@pay.example", "help@pay.example", 40
    ),
    "phone": Sample(_("Phone of the support team"), "+44 20 7946 0123", "400 000 0123", 20),
    "hours": Sample(_("Phone hours"), "Mon to Fri, 9:00 to 18:00", "周一至周五 9:00–18:00", 40),
    "postal_address": Sample(_("Postal address"), "1 Mock Street, London", "上海市示例路 1 号", 0),
}
# What claims say: the words are composed of an invented record.
CLAIMED_SAMPLES: Mapping[str, tuple[str | Promise, int]] = {
    "headline": (_("What the message is about"), 100),
    "what_happened": (_("What happened to the payment"), 200),
    "where_money_is": (_("Where the money is, and when it should arrive"), 200),
    "what_next": (_("Who acts next, and by when"), 160),
    "what_to_do": (_("What the customer can do"), 200),
    "how_to_reach_us": (_("How the customer can reach us"), 150),
    "in_short": (_("What an SMS says in short"), 330),
}
UNKNOWN = Sample("", "…", "…", 60)


def sample_words(
    event: str, language: str, *, house: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return a word for everything that the event's messages use.

    `house` are the words of who writes: where answers go is said as those have it.
    """
    uses = EVENTS[event].uses
    claimed = sample_claims(event, language, house=house) if uses & CLAIMED_SAMPLES.keys() else {}
    if "headline" not in uses:  # whose words are not all claims
        claimed = {name: word for name, word in claimed.items() if name in CLAIMED_SAMPLES}
    claimed |= {"caution": ""}  # the invented payment is a payout, whose payee pays nothing
    return {name: claimed.get(name, _sample(name).word(language)) for name in sorted(uses)}


def sample_house(language: str) -> dict[str, str]:
    """Return who writes in a sample."""
    return {name: SAMPLES[name].word(language) for name in HOUSE_WORDS}


def longest_house(language: str) -> dict[str, str]:
    """Return a name as long as any that is to be reckoned with, and its like."""
    return {name: _filled(name, language) for name in HOUSE_WORDS}


def sample_of(name: str, language: str) -> str:
    """Return a word for a placeholder, also where an event's invented record says none."""
    return _sample(name).word(language)


def longest_words(event: str, language: str) -> dict[str, str]:
    """Return words as long as any that an SMS of the event has to hold."""
    return {name: _filled(name, language) for name in sorted(EVENTS[event].uses)}


def meaning_of(name: str) -> str:
    return str(CLAIMED_SAMPLES[name][0] if name in CLAIMED_SAMPLES else _sample(name).meaning)


def _sample(name: str) -> Sample:
    return SAMPLES.get(name, UNKNOWN)


def _filled(name: str, language: str) -> str:
    """A Chinese sentence tells in a third of the letters what an English one does."""
    sample = _sample(name)
    longest = CLAIMED_SAMPLES[name][1] if name in CLAIMED_SAMPLES else sample.longest
    is_sentence = name in CLAIMED_SAMPLES or sample.english != sample.chinese
    if language == Language.CHINESE and is_sentence:
        return "字" * max(longest // 3, 6)
    return "x" * longest
