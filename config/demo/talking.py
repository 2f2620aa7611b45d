"""What customers of the demo write, and what its agents answer."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from support.cases.models import Case, Ending, Message
from support.cases.services import record_words, send_reply
from support.cases.telling.message_words import message_context

A_WHILE = timedelta(minutes=5)
ASKED = {
    "en": "Could you please look into this? I am waiting for it.",
    "zh-hans": "麻烦帮忙查一下，我一直在等。",
}
REPLIES = {
    "en": "Thank you for writing. We have added what you say to your case; your status page always "
    "shows the latest.",
    "zh-hans": "感谢您的来信，您说的情况已补充到工单中。最新进展可随时在进度页面查看。",
}
# Why a case ends before its time: its customer says so.
LEFT = {
    Ending.WITHDRAWN: {
        "en": "I no longer need this. Please close the case.",
        "zh-hans": "我不需要再处理了，请关闭工单。",
    },
    Ending.CUSTOMER_MUST_ACT: {
        "en": "I will see to it myself later. You can close the case for now.",
        "zh-hans": "我之后自己去办，工单可以先关闭。",
    },
}


def ask_and_answer(case: Case, agent: User, *, now: datetime) -> None:
    """Let a customer ask how it goes, and an agent answer a while later."""
    language = case.contact.language
    asked_at = max(case.opened_at, now - A_WHILE)
    record_words(case, ASKED[language], now=asked_at, medium=Message.Medium.PAGE)
    case.refresh_from_db()
    context = message_context(case, now=now)
    send_reply(case, REPLIES[language], now=now, actor=agent, context=context)


def say_why(case: Case, ending: str, *, now: datetime) -> None:
    """Let a customer say what ends their case so, where they have to."""
    words = LEFT.get(Ending(ending))
    if words is not None:
        record_words(case, words[case.contact.language], now=now, medium=Message.Medium.PAGE)
