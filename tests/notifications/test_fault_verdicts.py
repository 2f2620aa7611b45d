"""The fault script's own judgement: it must see each breach, or a green run means nothing."""

import pytest

from tests.every import every
from tests.faults.sinks import MailSink, Seen, TextSink, serving
from tests.faults.storm import Plan
from tests.faults.verdicts import Row, Verdict, ages_go_up, at_most, fullest_second, judge_storm
from tests.faults.weather import Weather
from tests.notifications.raw_smtp import Close
from tests.notifications.sms_sink import Say

PK = "00000000-0000-4000-8000-000000000001"


def breaches(
    row: Row, mails: tuple[Seen, ...] = (), texts: tuple[Seen, ...] = (), committed: str = PK
) -> list[str]:
    """Return the claims that don't hold of one message."""
    verdicts = judge_storm([row], [committed], mails, texts)
    return [verdict.claim for verdict in verdicts if not verdict.holds]


def seen(**overrides: object) -> Seen:
    values = {"pk": PK, "at": 1.0, "is_taken": True, "digest": "same"}
    return Seen(**values | overrides)  # type: ignore[arg-type]


def mail_row(state: str, **overrides: object) -> Row:
    return Row(PK, "email", state, **overrides)  # type: ignore[arg-type]


def text_row(state: str, **overrides: object) -> Row:
    return Row(PK, "sms", state, **overrides)  # type: ignore[arg-type]


def test_a_mail_that_was_sent_once_or_twice_the_same_breaks_nothing() -> None:
    assert breaches(mail_row("sent"), (seen(),)) == []
    assert breaches(mail_row("sent"), (seen(), seen(at=2.0))) == []


@every("state", ["failed", "cancelled", "superseded", "needs_person"])
def test_a_mail_that_never_left_and_says_so_is_not_lost(state: str) -> None:
    assert breaches(mail_row(state)) == []


@pytest.mark.parametrize("state", ["queued", "claimed"])
def test_a_mail_that_is_nowhere_is_lost_and_stuck(state: str) -> None:
    assert breaches(mail_row(state)) == [
        "lost: neither accepted nor in an end state",
        "stuck: not in an end state",
    ]


def test_a_mail_that_arrived_and_is_not_settled_is_stuck_but_not_lost() -> None:
    assert breaches(mail_row("claimed"), (seen(),)) == ["stuck: not in an end state"]


def test_a_commit_that_the_database_forgot_is_seen() -> None:
    other = PK.replace("1", "2")

    assert "committed and gone from the outbox" in breaches(
        mail_row("sent"), (seen(),), committed=other
    )


def test_a_message_called_sent_that_nobody_took_is_seen() -> None:
    assert breaches(mail_row("sent")) == ["called sent and never accepted"]
    assert breaches(text_row("delivered")) == ["called sent and never accepted"]


def test_a_message_at_the_provider_that_was_never_stored_is_seen() -> None:
    stranger = seen(pk=PK.replace("1", "9"))

    assert breaches(mail_row("sent"), (seen(), stranger)) == ["at a provider and not in the outbox"]


def test_a_mail_accepted_three_times_is_one_too_many() -> None:
    claims = breaches(mail_row("sent"), (seen(), seen(), seen()))

    assert [claim.partition(" (")[0] for claim in claims] == ["e-mails accepted more than twice"]


def test_a_second_mail_that_differs_from_the_first_is_seen() -> None:
    differing = (seen(), seen(digest="another"))

    assert breaches(mail_row("sent"), differing) == ["e-mails accepted twice and not the same"]


def test_an_sms_accepted_twice_is_one_too_many() -> None:
    assert breaches(text_row("sent"), texts=(seen(), seen())) == ["SMS accepted more than once"]


@pytest.mark.parametrize("is_taken", [True, False])
def test_an_sms_without_a_clear_answer_must_be_shown_to_a_person(is_taken: bool) -> None:
    unclear = (seen(is_taken=is_taken, is_clear=False),)
    shown = text_row("needs_person", reason="uncertain")

    assert breaches(shown, texts=unclear) == []
    assert "SMS without a clear answer, not shown as such" in breaches(
        text_row("sent"), texts=unclear
    )


@pytest.mark.parametrize("state", ["delivered", "failed"])
def test_a_receipt_may_clear_up_what_was_uncertain(state: str) -> None:
    assert breaches(text_row(state), texts=(seen(is_clear=False),)) == []


def test_a_refusal_for_good_is_asked_for_once_and_after_a_death_once_more() -> None:
    no = seen(is_taken=False, is_permanent=True)
    claim = ["refused for good and tried again"]

    assert breaches(mail_row("failed", failed_for_good=1), (no,)) == []
    assert breaches(mail_row("failed", failed_for_good=1), (no, no)) == claim
    assert breaches(mail_row("failed", failed_for_good=1, uncertain=1), (no, no)) == []
    assert breaches(mail_row("failed", failed_for_good=2, uncertain=1), (no, no)) == claim


def test_an_older_state_after_a_newer_is_seen_and_the_same_again_is_none() -> None:
    orders = {"fine": [0, 1, 1, 3], "skips": [2, 19], "back": [0, 2, 1], "last": [4, 5, 0]}

    assert ages_go_up(orders) == ["back", "last"]


def test_the_fullest_second_is_counted_by_whole_seconds() -> None:
    assert fullest_second([1.0, 1.2, 1.99, 2.0, 3.5]) == 3
    assert fullest_second([]) == 0


def test_a_limit_holds_up_to_itself() -> None:
    assert at_most("seconds", 60.0, 60.0) == Verdict("seconds", "60 (at most 60)", True)
    assert not at_most("seconds", 60.1, 60.0).holds


def test_a_plan_has_every_kill_at_a_moment_of_its_own_while_messages_are_queued() -> None:
    plan = Plan(seed="7")
    moments = plan.moments()

    names = [name for _moment, name in moments]
    assert names.count("parent") + names.count("child") == 20
    assert [names.count(name) for name in ("broker", "database", "flush")] == [5, 3, 1]
    assert [moment for moment, _name in moments] == sorted(moment for moment, _name in moments)
    assert moments[-1][0] < plan.seconds
    assert moments == Plan(seed="7").moments() != Plan(seed="8").moments()


def test_a_small_storm_still_kills_one_of_each() -> None:
    plan = Plan.of(100, "1")

    assert (plan.worker_kills, plan.broker_kills, plan.database_kills) == (1, 1, 1)
    assert Plan.of(10_000, "1") == Plan()


def test_weather_refuses_the_same_message_every_time_and_calms_down() -> None:
    weather = Weather("1")
    pks = [f"{number}" for number in range(2000)]

    first = [weather.on_mail(pk) for pk in pks]
    weather.is_calm = True
    calm = [weather.on_mail(pk) for pk in pks]

    refused = [answer for answer in calm if answer is not None]
    assert 10 < len(refused) < 60
    assert all(isinstance(answer, str) and answer.startswith("55") for answer in refused)
    assert all(early == late for early, late in zip(first, calm, strict=True) if late is not None)
    assert sum(answer is not None for answer in first) > 2 * len(refused)


def test_weather_sends_what_costs_a_timeout_only_so_often() -> None:
    weather = Weather("1")

    for number in range(20_000):
        weather.on_mail(f"{number}")
        weather.on_text(f"{number}")

    assert weather.counts["hang 120 s after DATA"] == 6
    assert weather.counts["time-out"] == 4
    assert weather.counts["451"] > 200


def test_the_text_sink_logs_what_it_took_and_what_it_answered() -> None:
    mail, text = MailSink(), TextSink()
    form = {"dlr-url": f"http://127.0.0.1/api/v1/sms-receipts/{PK}.signature/"}
    answers = {
        None: (True, True, False),
        Say(403, "no"): (False, True, True),
        Say(503, "busy"): (False, True, False),
        Say(200, "<html>", takes=True): (True, False, False),
        Say(500, ""): (False, False, False),
    }

    with serving(mail, text):
        for answer in answers:
            text.on_text = lambda _pk, answer=answer: answer
            assert text._answer(form) == answer

    logged = [(entry.is_taken, entry.is_clear, entry.is_permanent) for entry in text.seen()]
    assert logged == list(answers.values())
    assert {entry.pk for entry in text.seen()} == {PK}


def test_the_mail_sink_tells_a_hidden_acceptance_from_a_refusal() -> None:
    mail = MailSink()
    message_id = f"<{PK}@casewalk.example>"

    mail.on_mail = lambda _pk: Close(stores=True)
    assert mail._answer(message_id) == Close(stores=True)
    assert mail.not_taken == []
    mail.on_mail = lambda _pk: "550 5.7.1 no"
    mail._answer(message_id)
    mail.on_mail = lambda _pk: Close()
    mail._answer(message_id)

    refused, cut = mail.not_taken
    assert (refused.pk, refused.is_permanent, refused.is_clear) == (PK, True, True)
    assert (cut.is_permanent, cut.is_clear, cut.is_taken) == (False, False, False)
