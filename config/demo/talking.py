"""What customers of the demo write, what its agents answer, and how customers found it."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from support.cases.models import Case, Ending, Message
from support.cases.services import record_words, send_reply
from support.cases.telling.message_words import message_context
from support.surveys.models import Survey
from support.surveys.services import rate

A_WHILE = timedelta(minutes=5)
ANSWERED_WITHIN = timedelta(hours=3)
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

# Stars by turns, None of who does not answer, with what they write besides.
FOUND: tuple[tuple[int | None, dict[str, str]], ...] = (
    (5, {"en": "Quick and clear, thank you.", "zh-hans": "处理很快，说明也清楚，谢谢。"}),
    (4, {"en": "Good. I would have liked to know the reason sooner.",
         "zh-hans": "总体不错，如果能早点告诉我原因就更好了。"}),
    (None, {}),
    (2, {"en": "It took too long until I heard what was wrong.",
         "zh-hans": "等了很久才知道问题出在哪里。"}),
    (5, {}),
    (3, {"en": "Fine in the end, but I had to ask twice.",
         "zh-hans": "最后解决了，但我问了两次。"}),
)  # fmt: skip


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


def answer_surveys(now: datetime) -> None:
    """Let customers who were asked some hours ago say how they found it."""
    asked = Survey.objects.filter(asked_at__lt=now - ANSWERED_WITHIN, rated_at=None)
    for survey in asked.select_related("case__customer").order_by("pk"):
        before = Survey.objects.filter(pk__lt=survey.pk, asked_at__isnull=False).count()
        stars, words = FOUND[before % len(FOUND)]
        if stars is not None and survey.asked_at is not None:
            language = survey.case.contact.language
            at = survey.asked_at + ANSWERED_WITHIN
            rate(survey.case, stars, words.get(language, ""), now=at)
