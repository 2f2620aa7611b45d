"""What is true of a record, written down a second time, and what sentences say by their words.

Nothing here asks a claim. The first half knows the world: where money is by a plain table, who
may be told what. The second reads the composed text as a customer would.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import wraps
from typing import TypeVar

from support.claims.claim import Slot
from support.claims.composing import Said
from support.claims.formats import write_day
from support.claims.record import Ending, Occasion, Record, Turn
from tests.claims.sayings import KNOWN, learn, says

PLACES = """
            payout      payin           unsaid
created     with_us     with_them       not_known
pending     not_known   not_known       not_known
held        not_known   not_known       not_known
sent        on_its_way  on_its_way      on_its_way
accepted    at_bank     at_bank         at_bank
delivered   at_theirs   at_theirs       at_theirs
unknown     not_known   not_known       not_known
cancelled   with_us     stayed          not_known
rejected    with_us     stayed          not_known
failed      with_us     stayed          not_known
recalled    called_back called_back     called_back
returned    came_back   went_back       not_known
credited    arrived     arrived         arrived
no_word     not_known   not_known       not_known
"""
ROWS = [line.split() for line in PLACES.strip().splitlines()]
WHERE = {
    (row[0], direction): place
    for row in ROWS[1:]
    for direction, place in zip(ROWS[0], row[1:], strict=True)
}
_ASKS = re.compile("[Pp]lease|(?<![申邀])请(?!求)")
NOT_MADE = ("failed", "rejected", "cancelled")
ON_THE_MOVE = ("sent", "accepted", "delivered")
NOBODY_KNOWS = ("no_word", "pending", "held", "unknown")

# What a cause says, and the states beside which that is not so.
AGAINST = {
    "not_made": "sent accepted delivered pending held unknown recalled",
    "not_gone": "sent accepted delivered recalled",
    "not_sent": "sent accepted delivered recalled returned unknown failed rejected cancelled",
    "not_asked": "created pending held unknown sent accepted delivered recalled returned "
    "failed rejected cancelled credited",
    "sent": "created pending held unknown cancelled rejected failed recalled returned credited",
    "sent_once": "created pending held unknown cancelled rejected failed recalled returned",
}


Answer = TypeVar("Answer")


def once(found: Callable[[Record], Answer]) -> Callable[[Record], Answer]:
    """Keep what was found of the record that was asked about last: it is asked a dozen times."""
    last: list[tuple[Record, Answer]] = []

    @wraps(found)
    def kept(record: Record) -> Answer:
        if not last or last[0][0] is not record:
            last[:] = [(record, found(record))]
        return last[0][1]

    return kept


def is_against(record: Record) -> bool:
    """Whether a cause that nobody wrote for this case says what the payment's state denies."""
    beside = AGAINST.get(record.denial, "").split()
    hidden = record.is_silent or record.misfits or record.is_worded or record.is_beside
    is_told = bool(record.cause) and record.has_payment and not hidden
    return is_told and state_of(record) in beside


@once
def state_of(record: Record) -> str:
    """Name what may be told of the payment: its rung, unless that is hidden or not certain."""
    if record.turn is Turn.NOBODY and record.ending is Ending.CREDITED:
        return "credited"
    if record.rung == "held" and record.is_discreet:
        return "no_word"
    if record.is_reached and record.rung not in ("credited", "returned", "recalled"):
        return "delivered"  # we have it, whatever others say
    if is_coming(record) and record.rung in (*ON_THE_MOVE, "", "unknown"):
        return "sent"
    if record.found == "returned" and record.rung != "credited":
        return "returned"
    if record.found == "created":
        return "created" if record.rung in ("", "pending") else record.rung
    if record.found and record.rung in ("", "unknown"):
        return record.found
    if record.found == "delivered" and record.rung in ON_THE_MOVE and not record.is_reached:
        return "delivered"
    doubtful = ("created", "failed", "rejected", "cancelled", "unknown")
    return "unknown" if record.is_unsure and record.rung in doubtful else record.rung or "no_word"


def is_coming(record: Record) -> bool:
    return record.is_coming_back and record.direction == "payout"


@once
def cause_of(record: Record) -> str:
    """Return the cause's sentence while it is so: of money that moved on it no longer is."""
    if record.is_silent or record.misfits or is_against(record):
        return ""
    state = state_of(record) if record.has_payment else ""
    is_open = record.turn is not Turn.NOBODY
    is_stale = state == "credited" and not (record.is_lasting and is_open)
    on_its_way = record.found in ("created", "sent", "delivered")  # so it was found, and is not
    is_stale = is_stale or record.cause_state == "credited"  # it had arrived, and is missed again
    is_stale = is_stale or (state == "returned" and (record.is_unsure or on_its_way))
    is_stale = is_stale or (state == "recalled" and on_its_way)
    due = record.promised_at or record.usual_until
    is_late_by_now = due is not None and due < record.now
    is_stale = is_stale or (record.is_in_time and is_late_by_now)
    is_stale = is_stale and not record.is_beside
    asks_nothing = not says(record.cause, "a")
    if is_of_first(record, state):
        return ""
    asks_deed = not (asks_nothing or says(record.cause, "w"))
    is_of_now = record.is_worded or record.is_unsure or record.is_beside or record.found != ""
    until_they_act = record.ending is Ending.CUSTOMER_MUST_ACT
    is_past = record.turn is Turn.BANK or (record.turn is Turn.NOBODY and not until_they_act)
    is_past = is_past or (record.is_heard and record.turn is Turn.US)
    if asks_deed and state in ON_THE_MOVE and is_past and not is_of_now:
        return ""  # whatever had to be done first, it went out
    says_it_again = record.is_discreet and asks_nothing and state not in ("", "no_word")
    told = "" if is_stale or says_it_again else record.cause
    if record.cause_state and state in (record.cause_state, "returned"):
        told = part_of(told, asking=True)
    return part_of(told, asking=False) if is_past_asking(record, state) else told


def is_of_first(record: Record, state: str) -> bool:
    """Whether a cause tells why the first attempt failed, while the second one has not."""
    has_second = record.again_on is not None and state not in (*NOT_MADE, "returned")
    asked_now = record.turn is Turn.CUSTOMER or record.ending is Ending.CUSTOMER_MUST_ACT
    is_about_way = record.is_unsure or record.is_beside or record.found != ""
    return has_second and not (asked_now or is_about_way or record.is_worded)


def part_of(text: str, *, asking: bool) -> str:
    """Return the sentences of a cause that ask for something, or those that do not."""
    is_chinese = "。" in text
    sentences = [one for one in re.split(r"(?<=。)" if is_chinese else r"(?<=[.?]) ", text) if one]
    kept = [one for one in sentences if bool(_ASKS.search(one)) is asking]
    part = ("" if is_chinese else " ").join(kept)
    return part and learn(part, KNOWN[text] if asking else "-")


def is_past_asking(record: Record, state: str) -> bool:
    """Whether nothing of what a cause asks has to be done any more."""
    is_past = is_left(record) and state != "credited"
    warns = says(record.cause, "w")
    if state == "recalled" and says(record.cause, "r"):
        return True
    own = record.direction == "payin" and state in (*NOT_MADE, "created", "returned")
    given_up = is_past and record.ending is Ending.WITHDRAWN
    if is_past and says(record.cause, "f"):
        return given_up or not record.is_worded
    if own and is_past:
        return given_up and not says(record.cause, "s")
    is_heard = record.is_heard and record.turn is Turn.US  # nobody asks before we have read
    # Who is told to look before they pay is not told so twice.
    warns = warns and not (record.direction == "payin" and state in NOBODY_KNOWS)
    return is_heard or given_up or (is_past and not (warns or record.is_worded))


def asks(record: Record) -> bool:
    return says(cause_of(record), "a")


def gives_task(record: Record) -> bool:
    """Whether the cause's sentence asks for more than something to be left undone."""
    return asks(record) and not says(cause_of(record), "f")


def goes_on(record: Record) -> bool:
    """Whether something of the money is still to come: a "yet" has a sequel then, and only then."""
    under_way = ("on_its_way", "at_bank", "at_theirs", "called_back")
    return record.turn is not Turn.NOBODY or not is_left(record) or left_at(record) in under_way


def is_late(record: Record) -> bool:
    due = record.bank_due_at
    hides = record.is_silent or record.is_discreet
    return record.turn is Turn.BANK and due is not None and due < record.now and not hides


def wants_answer(record: Record) -> bool:
    """Whether the customer only has to look or to ask, and then to tell us."""
    denied = is_against(record) and state_of(record) in AGAINST["not_made"].split()
    return denied or says(cause_of(record), "s")


def is_made_anew(record: Record) -> bool:
    """Whether what they do makes another payment, with which we have nothing to do."""
    paid_anew = record.direction == "payin" and state_of(record) == "created"
    paid_anew = paid_anew and asks_to_pay(record)
    requested = record.direction == "payout" and not record.is_refund
    requested = requested and says(cause_of(record), "n")
    return not says(cause_of(record), "s") and (has_own_money(record) or paid_anew or requested)


def asks_to_pay(record: Record) -> bool:
    return says(cause_of(record), "p") and not says(cause_of(record), "w")


def is_turned_down(record: Record) -> bool:
    """Whether what was never sent was found to be turned down, by a cause that is told."""
    is_found = record.denial == "not_made" and not record.is_worded and bool(cause_of(record))
    return record.has_payment and state_of(record) == "created" and is_found


def is_unanswered(record: Record) -> bool:
    """Whether it is known why it was not made, so that the bank is asked for something else."""
    return state_of(record) in (*NOT_MADE, "returned") and bool(cause_of(record))


def is_unexplained(record: Record) -> bool:
    return state_of(record) in (*NOT_MADE, "returned") and not cause_of(record)


OURS = ("with_us", "came_back", "coming_back")
THEIRS = ("stayed", "with_them", "went_back", "unpaid")
LEFT = (Ending.CANNOT_BE_DONE, Ending.WITHDRAWN, Ending.NO_ANSWER, Ending.NONE)


def is_left(record: Record) -> bool:
    """Whether a case was closed and no other one goes on in its place."""
    is_lone = record.ending is Ending.DUPLICATE and not record.kept
    return record.turn is Turn.NOBODY and (record.ending in LEFT or is_lone)


def left_at(record: Record) -> str:
    """Name where a closed case left the money that nobody goes on with, "" for no such case."""
    hides = record.is_silent or not (is_left(record) and record.has_payment)
    return "" if hides else place(record)


def is_owed(record: Record) -> bool:
    """Whether we are late with an answer, and may name its day."""
    hides = record.is_silent or record.is_discreet
    return not hides and record.answer_due_at is not None and record.answer_due_at < record.now


@once
def place(record: Record) -> str:
    """Name where the money is: of what is pending nobody knows, nor where they are asked it."""
    state = state_of(record)
    if state == "pending" and record.is_offered and record.turn is not Turn.NOBODY:
        return "offered"
    if is_debit_back(record):
        return "unpaid"
    still = record.is_lasting and record.turn is not Turn.NOBODY
    if record.is_reached and (state == "delivered" or (state == "credited" and still)):
        return "with_us"
    if is_coming(record) and state == "sent":
        return "coming_back"
    if lacks_refund(record):
        return "none"
    where = WHERE[state, record.direction or "unsaid"]
    is_open = bool(record.question) and record.turn is not Turn.NOBODY
    return "not_known" if where == "with_them" and is_open else where


def is_elsewhere(record: Record) -> bool:
    """Whether it was found in another account of theirs."""
    return record.is_reached and record.is_lasting


def lacks_refund(record: Record) -> bool:
    """Whether there is no refund of the payment that one is waited for."""
    is_none = record.is_of_pay_in and record.denial == "not_asked"
    return is_none and state_of(record) == "no_word" and bool(cause_of(record))


def is_debit_back(record: Record) -> bool:
    return record.is_debit and record.direction == "payin" and state_of(record) == "returned"


def day_of(record: Record) -> str:
    """Name what may be said of the day of arrival, "" for nothing."""
    hides = record.is_silent or record.is_discreet or not record.has_payment
    state = state_of(record)
    waits = record.direction == "payout" and record.turn is not Turn.NOBODY
    over = state in ("credited", "cancelled", "recalled")
    over = over or place(record) in ("coming_back", "none")
    if hides or not waits or over:
        return ""
    if state in ON_THE_MOVE and record.promised_at:
        ahead = record.promised_at - record.now > timedelta(0)
        return "day_promised" if ahead else "day_passed"
    by_deed = not (wants_answer(record) or is_made_anew(record))
    if state in ("failed", "rejected", "returned") or is_turned_down(record):
        is_asked = record.turn is Turn.CUSTOMER and is_made_anew(record)
        return "day_anew" if is_asked else "day_stopped"  # nobody goes on with one that failed
    if record.turn is Turn.CUSTOMER and place(record) == "with_us" and by_deed:
        return "day_depends"
    by_place = {"not_known": "neither_known", "offered": "day_offered"}
    return by_place.get(place(record), "day_not_known")


def has_own_money(record: Record) -> bool:
    return record.direction == "payin" and state_of(record) in (*NOT_MADE, "returned")


def next_of(record: Record, occasion: Occasion) -> str:
    here = "_here" if occasion is Occasion.PAGE else ""  # where the button stands
    if record.is_silent:
        return "next_unless" if record.turn is Turn.NOBODY else "next_silent"
    if record.turn is Turn.NOBODY:
        return next_of_closed(record, here)
    if record.turn is Turn.CUSTOMER:
        if occasion is Occasion.ASKED:
            return "next_heard"
        if is_made_anew(record):
            return f"next_how_it_went{here}"
        return f"next_{'answer' if wants_answer(record) else 'tell'}_us{here}"
    name = "next_us" if record.turn is Turn.US else "next_bank"
    name = "next_late" if is_late(record) else name
    if not record.is_reachable:
        return f"{name}_unreached"
    if record.turn is Turn.US:
        return "next_us_late" if is_owed(record) else name
    if is_unexplained(record):
        return f"{name}_why"
    is_known = record.has_payment and state_of(record) in (*NOT_MADE, "returned")
    return "next_bank_knows" if is_known and name == "next_bank" else name


def next_of_closed(record: Record, here: str) -> str:
    if record.has_payment and state_of(record) == "credited":
        return "next_again" if record.ending is Ending.NO_ANSWER else "next_done"
    if record.ending is Ending.CUSTOMER_MUST_ACT:
        if is_made_anew(record):
            return "next_any_time"
        return f"next_when_{'answered' if wants_answer(record) else 'told'}{here}"
    return "next_again" if is_left(record) else "next_unless"


def to_do_of(record: Record, occasion: Occasion) -> str:
    if record.is_silent:
        return "nothing"
    if record.turn is Turn.CUSTOMER and occasion is Occasion.ASKED:
        return "answer"
    goes_to = "question" if record.question and record.turn is not Turn.NOBODY else "nothing"
    if record.is_heard and record.turn is Turn.US:
        return "question" if goes_to == "question" else "heard"
    if record.turn is Turn.CUSTOMER or left_to_them(record):
        return task_of(record)
    if left_at(record) in OURS:
        return "paid_money_left" if record.direction == "payin" else "money_left"
    if left_at(record) == "called_back":
        return "if_not_told"
    if left_at(record) == "not_known":
        return look_of(record)
    if left_at(record) in ("on_its_way", "at_bank", "at_theirs"):
        return "if_not_there"
    if asks(record):
        return "do_as_said"
    return goes_to


def left_to_them(record: Record) -> bool:
    """Whether a case was closed until the customer does something."""
    is_there = record.has_payment and state_of(record) == "credited"
    return record.ending is Ending.CUSTOMER_MUST_ACT and not (is_there or record.is_silent)


def look_of(record: Record) -> str:
    """Name what they look at where nobody knows who has the money."""
    if record.direction == "payin":
        return "look_before_paying"
    return "nothing" if is_unsaid(record) else "look_for_money"


def is_questioned(record: Record) -> bool:
    """Whether their guide waits for an answer of theirs, and goes on with it."""
    return bool(record.question) and record.turn is not Turn.NOBODY and not record.is_silent


def task_of(record: Record) -> str:
    if is_against(record) and state_of(record) in AGAINST["not_made"].split():
        return "find_it" if record.direction == "payout" else "find_out"
    if asks(record) and record.asked_on:
        return "do_as_both"
    if gives_task(record):
        return "do_as_said"
    return "do_as_asked" if record.asked_on else "do_as_told"


def cautions_of(record: Record) -> set[str]:
    """Whoever waits for a payout is never told not to pay, nor is anybody warned twice."""
    may_still = ("no_word", "created", "pending", "held", "unknown", "recalled", *ON_THE_MOVE)
    is_told = record.has_payment and not record.is_silent and record.direction != "payout"
    if not is_told or state_of(record) not in may_still or says(cause_of(record), "w"):
        return set()
    if asks_to_pay(record):
        if record.is_reached:
            return set()  # that did not go through is known
        looks_anyway = record.direction == "payin" and left_at(record) == "not_known"
        found = "" if looks_anyway else "not_before_looking"
    else:
        found = "" if is_left(record) or record.ending is Ending.CREDITED else "not_twice"
        if found and record.is_reached and record.direction == "payin":
            return {"not_twice_received"} if state_of(record) == "delivered" else {found}
    return {f"{found}{'' if record.direction else '_if_paying'}"} if found else set()


def contacts_of(record: Record, occasion: Occasion) -> set[str]:
    found = set()
    is_asked = record.turn is Turn.CUSTOMER and occasion is Occasion.ASKED
    if not (record.is_silent or is_asked):  # who is asked is told the same ways for an answer
        found.add("contact")
    if record.phone and not record.is_silent:
        found.add("call")
    if not record.reply_to and occasion is not Occasion.PAGE:
        found.add("no_replies")
    return found


def is_unsaid(record: Record) -> bool:
    """Whether a hold that nobody explains ended so that nothing could be done about it."""
    is_hidden = record.is_discreet and record.rung == "held"
    return is_hidden and record.ending is Ending.CANNOT_BE_DONE and record.turn is Turn.NOBODY


def ending_of(record: Record) -> str:
    if record.ending is Ending.NO_ANSWER and not record.is_reachable:
        return "unreached"
    if record.ending is not Ending.CANNOT_BE_DONE:
        return record.ending.value or "unnamed"
    by_place = {"not_known": "unsaid" if is_unsaid(record) else "unclear"}
    is_paid = record.direction == "payin"
    by_place |= dict.fromkeys(OURS, "not_credited" if is_paid else "not_paid_out")
    by_place |= dict.fromkeys(("on_its_way", "at_bank", "at_theirs", "called_back"), "for_now")
    if left_at(record) == "with_us" and is_elsewhere(record):
        return "for_now"  # it was credited, only not where it was meant to be
    return by_place.get(left_at(record), "cannot_be_done")


def direction_of(record: Record) -> str:
    state = state_of(record)
    reached = "_elsewhere" if record.is_lasting else "_reached"
    other = reached if record.is_reached and state == "delivered" else ""
    other = "_no_refund" if lacks_refund(record) else other
    other = "_coming" if is_coming(record) and state == "sent" else other
    is_missed = state == "credited" and record.turn is not Turn.NOBODY
    other = "_missed" if is_missed and record.direction == "payout" else other
    return f"{record.direction or 'unsaid'}{'_debit' if is_debit_back(record) else other}"


def waits_until(record: Record) -> date | None:
    """Return until when a case that waits for somebody whom we reach stays open."""
    is_theirs = record.turn is Turn.CUSTOMER and record.is_reachable and not record.is_silent
    return record.closes_on if is_theirs else None


def title_of(record: Record, occasion: Occasion) -> str:
    place = f"{state_of(record)}_{direction_of(record)}"
    if record.is_silent:
        return "title_closed" if record.turn is Turn.NOBODY else "title_none"
    if record.turn is Turn.NOBODY:
        if record.has_payment and state_of(record) == "credited":
            return f"title_{place}"
        return f"title_{ending_of(record)}"
    is_there = record.has_payment and state_of(record) == "credited"
    if is_late(record) and not is_there:
        return "title_late_why" if is_unexplained(record) else "title_late"
    special = {Occasion.ASKED: "title_asked", Occasion.REOPENED: "title_reopened"}
    if occasion in special:
        return special[occasion]
    says_nothing = not record.has_payment or state_of(record) == "no_word"
    if says_nothing and record.turn is not Turn.US:
        return "title_yours" if record.turn is Turn.CUSTOMER else "title_bank"
    place = f"down_{place}" if is_turned_down(record) else place
    return f"title_{place}" if record.has_payment else "title_none"


def keys_of(record: Record, occasion: Occasion) -> set[str]:
    """Return the claims that have to be said of a record, and no others may."""
    keys = {title_of(record, occasion), next_of(record, occasion), to_do_of(record, occasion)}
    keys |= cautions_of(record) | contacts_of(record, occasion) | {day_of(record)}
    direction = direction_of(record)
    keys |= {"question_here"} if "question" in keys else set()
    keys |= {"closes_on", "closes_by"} if waits_until(record) else set()
    if not record.is_silent and record.has_payment:
        never = left_at(record) == "not_known"
        has_yet = state_of(record) in ("no_word", "created", "pending", "held", "unknown")
        has_yet = has_yet or direction.endswith("_reached")
        has_yet = has_yet and not lacks_refund(record)
        is_left = (has_yet and not goes_on(record)) or is_turned_down(record)
        keys.add(f"{'left' if is_left else 'state'}_{state_of(record)}_{direction}")
        where = place(record)
        where = "missed" if where == "arrived" and direction.endswith("_missed") else where
        is_said = where != "none" and not (where == "arrived" and is_elsewhere(record))
        if day_of(record) != "neither_known" and is_said:
            keys.add("money_never_known" if never else f"money_{where}")
    if not record.is_silent:
        if record.turn is Turn.NOBODY:
            is_there = record.has_payment and state_of(record) == "credited"
            keys.add(f"ended_{'credited' if is_there else ending_of(record)}")
            is_twice = record.ending is Ending.DUPLICATE and not is_there
            keys.add("goes_on_in" if is_twice and record.kept else "")
        else:
            told = {Occasion.OPENED: "opened", Occasion.REOPENED: "reopened"}
            keys.add({**told, Occasion.ASKED: "asked"}.get(occasion, ""))
            keys.add("" if record.has_payment else "no_payment")
            again = "ordered_back" if record.is_of_pay_in else "ordered_again"
            keys.add(again if record.again_on and record.has_payment else "")
    return keys - {""}


# What the words say. A sentence of the cause is another's; it is taken out before.
Truth = Callable[[Record], bool]
WORDS: tuple[tuple[str, Truth], ...] = (
    (r"\bfailed\b|失败", lambda r: state_of(r) == "failed"),
    (r"first attempt|made again|首次|重新办理",
        lambda r: r.again_on is not None and not r.is_of_pay_in),
    (r"refund to be made|安排退款", lambda r: r.again_on is not None and r.is_of_pay_in),
    (r"\bpending\b|仍在处理中", lambda r: state_of(r) == "pending"),
    (r"\bon hold\b|暂缓", lambda r: r.rung == "held" and not r.is_discreet),
    (r"\bwas rejected\b|被拒绝", lambda r: state_of(r) == "rejected"),
    (r"came back|back with us|(?<!正在)退回我们|回到我们",
        lambda r: state_of(r) == "returned" and r.direction == "payout"),
    (r"sent back|way back to you|退回原付款账户|正在退回您", lambda r: not is_debit_back(r)
        and state_of(r) == "returned" and r.direction != "payout"),
    (r"direct debit|puts it back|的扣款|扣款被|银行会退还", is_debit_back),
    (r"was credited|is in the account it|已在收款账户中", lambda r: state_of(r) == "credited"),
    (r"is in the account it|已在收款账户中", lambda r: not is_elsewhere(r)),
    (r"on its way\.|款项在途中", lambda r: place(r) == "on_its_way"),
    (r"way back to us|正在退回我们", lambda r: is_coming(r) and place(r) == "coming_back"),
    (r"has reached us|我们已收到您的(?:付款|出款|退款)",
        lambda r: r.is_reached and state_of(r) == "delivered"),
    (r"receiving bank|收款银行", lambda r: state_of(r) == "delivered" and not r.is_reached),
    (r"The money is with us|款项在我们这里", lambda r: r.is_reached or (r.direction == "payout"
        and state_of(r) in ("created", "cancelled", "rejected", "failed"))),
    (r"with you\b|stayed with you|在您这里|仍在您的账户", lambda r: r.direction == "payin"
        and state_of(r) in ("created", "cancelled", "rejected", "failed")),
    (r"should arrive by|预计最迟", lambda r: day_of(r) in ("day_promised", "day_passed")),
    (r"send it again|重新发出|retry|重试", lambda r: False),
    (r"Nothing is being sent|未重新汇出", lambda r: day_of(r) == "day_stopped"),
    (r"nothing more that we can do|无法进一步办理", lambda r: left_at(r) in ("", "none", *THEIRS)),
    (r"We have looked into|我们已核查", lacks_refund),
    (r"could not be paid out|未能汇出", lambda r: left_at(r) in OURS and r.direction != "payin"),
    (r"could not be credited|未能入账", lambda r: left_at(r) in OURS and r.direction == "payin"
        and not is_elsewhere(r)),
    (r"It has not been credited yet\.|尚未入账", lambda r: not (r.is_reached and r.is_lasting)),
    (r"requested again|需要重新申请", lambda r: day_of(r) == "day_anew"),
    (r"be accepted|been accepted|确认领取", lambda r: place(r) == "offered"),
    (r"what we can|能办的", lambda r: left_at(r) in
        ("on_its_way", "at_bank", "at_theirs", "called_back")
        or (left_at(r) == "with_us" and is_elsewhere(r))),
    (r"bank's decision|银行的决定", lambda r: left_at(r) == "called_back"),
    (r"\byet\b|还无法|尚未|尚无|尚不能|尚待", goes_on),
    (r"was not sent|not finished\.|(?<!尚)未发出", lambda r: is_turned_down(r) or not goes_on(r)),
    (r"who holds the money or when|在哪一方、何时", lambda r: day_of(r) == "neither_known"),
    (r"could not find out|未能查明|cannot confirm who|我们无法确认",
        lambda r: left_at(r) == "not_known"),
    (r"cannot say more|无法告知", is_unsaid),
    (r"since we last wrote|上次联系您之后", lambda r: r.is_reachable),
    (r"does not arrive|迟迟未到账", lambda r: state_of(r) in ON_THE_MOVE),
    (r"money is not there|如款项未到账", lambda r: left_at(r) == "not_known"),
    (r"To receive the money|如需领取", lambda r: left_at(r) in OURS and r.direction != "payin"),
    (r"is to be done with the money|如何处理", lambda r: left_at(r) in OURS
        and r.direction == "payin"),
    (r"may still go through|仍有可能成功", lambda r: not (r.is_reached and place(r) == "with_us")),
    (r"received the first|这笔款项我们已收到", lambda r: place(r) == "with_us" and r.is_reached),
    (r"[Bb]efore you pay again|再次付款前", lambda r:
        r.direction != "payout" or says(cause_of(r), "w")),
    (r"We can send it|才能汇出", lambda r: r.direction == "payout"
        and place(r) in OURS),
    (r"do not pay again|重复付款",
        lambda r: any(one.startswith("not_twice") for one in cautions_of(r))),
    (r"check that the first|确认原付款", lambda r:
        bool(cautions_of(r) & {"not_before_looking", "not_before_looking_if_paying"})),
    (r"you who pays|您是付款方", lambda r: r.direction == ""),
    (r"write to you|会通知您|告知您", lambda r: r.is_reachable),
    (r"write to help|发邮件至", lambda r: bool(r.reply_to)),
    (r"\bcall \+|致电|Phone: |客服电话", lambda r: bool(r.phone)),
    (r"Please add|请添加", asks),
    (r"check your statement, or ask|确认是否成功",
        lambda r: is_against(r) and r.direction != "payout"),
    (r"check your account, or ask|确认款项是否到账",
        lambda r: is_against(r) and r.direction == "payout"),
    (r"goes on in case|此事由工单", lambda r: r.ending is Ending.DUPLICATE and bool(r.kept)),
    (r"sorry for the delay|未能做到", is_owed),
    (r"sorry about the wait|让您久等", is_late),
    (r"this up with the bank|与银行跟进", lambda r: r.turn is Turn.BANK and is_unanswered(r)),
    (r"not heard from you by|unless we hear|如到[^；]*您的消息|仍无您的消息",
        lambda r: waits_until(r) is not None),
    (r"to explain|not explained|说明", lambda r: r.turn is Turn.BANK and is_unexplained(r)),
    (r"It is your turn", lambda r: False),
    (r"not need to do|无需操作", lambda r: r.is_silent or not is_questioned(r)),
    (r"have a question for you|有一个问题", is_questioned),
    (r"write to us on your|[或请]在进度页面留言", lambda r: not (r.is_silent or r.reply_to)),
    (r"I have done it|我已完成", lambda r: is_made_anew(r) or not wants_answer(r)),
    (r"Once you know|有结果后", wants_answer),
    (r"noted what you told|我们已记录", lambda r: r.is_heard and r.turn is Turn.US),
    (r"I have done it|我已完成|tell us on your|进度页面告知|write to us below|下方留言",
        lambda r: r.turn is Turn.CUSTOMER or r.ending is Ending.CUSTOMER_MUST_ACT),
    (r"once we have your answer|收到您的答复后", lambda r: r.turn is Turn.CUSTOMER),
    (r"we will carry on|我们会继续处理", lambda r: r.turn is Turn.CUSTOMER),
    (r"Once it has worked|办理成功后", is_made_anew),
    (r"and quote|提供工单号", lambda r: bool(r.reply_to or r.phone)),
    (r"in our message of|消息中的要求办理|[Ww]e asked you to do|请您办理的事项",
        lambda r: r.asked_on is not None),
    (r"[Rr]eply to this|直接回复", lambda r: not r.reply_to),  # that nobody reads it is not known
    (r"Reply to this|请直接回复|not read|不接收", lambda r: False),
    (r"case is closed|工单(?!会).{0,4}关闭", lambda r: r.turn is Turn.NOBODY),
    (r"[Ss]olved|已解决|问题已", lambda r: False),
    (r"[Ff]raud|compliance|sanction|deceased|风险|合规|欺诈", lambda r: False),
)  # fmt: skip
_DATES = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}年\d{1,2}月\d{1,2}日")


def untruths(record: Record, said: Said) -> Iterator[str]:
    """Yield what the composed text says that is not so, by its words alone."""
    text = " ".join(filter(None, map(said.text, Slot)))
    yield from untruths_in(text, record)
    if re.search(r"\{|\}|\[|\]|\(\)|（）|None|  | [，。；]", text):
        yield "is not whole"
    if record.is_silent and (said.cause or said.text(Slot.MONEY)):
        yield "tells of a silent case"


def untruths_in(text: str, record: Record) -> Iterator[str]:
    """Yield what a text says that is not so; what a cause asks for is its own, and taken out."""
    if task := part_of(cause_of(record), asking=True) if asks(record) else "":
        text = text.replace(task, " ")
    for pattern, holds in WORDS:
        if re.search(pattern, text) and not holds(record):
            yield f"says {pattern}"
    yield from _days(record, text)
    if record.is_silent and _DATES.search(text):
        yield "tells of a silent case"


def _days(record: Record, text: str) -> Iterator[str]:
    """Days of the past are told as the record has them; of days to come only what is promised."""
    to_come = {record.promised_at, record.bank_due_at, record.answer_due_at}
    hides = record.is_silent or record.is_discreet or record.turn is Turn.NOBODY
    allowed = set() if hides else {write_day(day, record.language) for day in to_come}
    if record.has_payment and not record.is_silent:
        allowed.add(write_day(record.since, record.language))
    allowed.add(write_day(waits_until(record), record.language))
    if not record.is_silent:
        allowed.add(write_day(record.asked_on, record.language))
        allowed.add(write_day(record.again_on, record.language))
    for found in _DATES.findall(text):
        if found not in allowed:
            yield f"names {found}"
