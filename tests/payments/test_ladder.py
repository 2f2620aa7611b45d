"""Which word counts: by its own time and the ladder, never by the order in which it came."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from support.payments.ladder.deriving import Word, dispute, present, since
from support.payments.ladder.rungs import RANK, TROUBLE, UNDER_WAY, Rung
from tests.every import every

START = datetime(2026, 11, 18, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def word(status: str, hour: int | None = None, **more: object) -> Word:
    at = None if hour is None else START + hour * HOUR
    given = {"read_at": START, "order": 0, "source": "one"} | more
    return Word(Rung(status), at, **given)


def counted(*words: Word) -> str | None:
    found = {found.status if (found := present(order)) else None for order in permutations(words)}
    assert len(found) == 1, "the order in which it came must not matter"
    return found.pop()


def test_nobody_said_anything():
    assert present([]) is None


@every(
    ("words", "expected"),
    [
        ([("failed", 1), ("sent", 2)], "sent"),
        ([("sent", 1), ("failed", 2)], "failed"),
        ([("credited", 2), ("failed", 1)], "credited"),
        ([("sent", 1), ("credited", 2), ("returned", 3)], "returned"),
        ([("sent", 1), ("credited", 1)], "credited"),
        ([("credited", 1), ("returned", 1)], "returned"),
        ([("failed", 1), ("sent", 1)], "failed"),
        ([("sent", 1), ("failed", None)], "failed"),
        ([("failed", 1), ("sent", None)], "failed"),
        ([("failed", None), ("sent", None)], "failed"),
        ([("failed", None), ("credited", None)], "credited"),
        ([("credited", None), ("returned", None)], "returned"),
        ([("failed", 1), ("pending", 2), ("credited", None)], "credited"),
        ([("returned", 3), ("credited", 2), ("credited", None)], "returned"),
    ],
)
def test_the_later_word_counts_and_nothing_falls_by_an_equal_one(
    words: list[tuple[str, int | None]], expected: str
):
    assert counted(*(word(status, hour) for status, hour in words)) == expected


said = st.builds(
    word,
    st.sampled_from([rung.value for rung in Rung]),
    st.none() | st.integers(min_value=0, max_value=5),
)


@given(st.lists(said, max_size=6).flatmap(lambda words: st.tuples(
    st.just(words), st.permutations(words)
)))  # fmt: skip
def test_the_status_is_the_same_whatever_the_order_of_arrival(
    orders: tuple[list[Word], list[Word]],
):
    words, other = orders
    first, second = present(words), present(other)
    assert (first and first.status) == (second and second.status)
    if first is not None and second is not None:
        assert since(words, first) == since(other, second)


@given(st.lists(said, min_size=1, max_size=6), said)
def test_an_older_or_equal_word_never_lets_a_payment_fall(words: list[Word], new: Word):
    before = present(words)
    assert before is not None
    after = present([*words, new])
    assert after is not None
    if before.occurred_at and (new.occurred_at is None or new.occurred_at <= before.occurred_at):
        assert RANK[after.status] >= RANK[before.status]


def test_two_systems_that_cannot_both_be_right_are_a_dispute():
    arrived, failed = word("credited", 1), word("failed", 2, source="two")
    assert dispute([arrived, failed]) == (arrived, failed)


@every(
    "words",
    [
        [word("credited", 1), word("failed", 0)],  # one system, one after the other
        [word("sent", 1), word("failed", 2, source="two")],
        [word("credited", 1), word("returned", 2, source="two")],
        [word("credited", 1), word("failed", 0, source="two"), word("credited", 2, source="two")],
    ],
)
def test_what_happens_one_after_the_other_is_no_dispute(words: list[Word]):
    assert dispute(words) is None


def test_arrived_and_failed_of_one_moment_are_a_dispute_whoever_says_so():
    arrived, failed = word("credited", 1), word("failed", 1)
    assert dispute([failed, arrived]) == dispute([arrived, failed]) == (arrived, failed)
    assert dispute([arrived, failed, word("failed", 2)]) is None
    assert dispute([word("failed", 0), arrived, word("sent", 0, source="two")]) is None


def test_money_that_is_back_ends_every_dispute():
    words = [word("credited", 1), word("failed", 1), word("failed", 2, source="two")]
    assert dispute(words) is not None
    assert dispute([*words, word("returned", 3, source="two")]) is None


def test_a_status_told_again_is_as_old_as_it_was():
    words = [word("sent", 0), word("pending", 1), word("pending", 3), word("pending", 2)]
    assert since(words, words[2]) == START + HOUR


def test_a_status_that_came_back_is_as_old_as_its_return():
    words = [word("pending", 0), word("sent", 1), word("pending", 2)]
    assert since(words, words[2]) == START + 2 * HOUR


def test_a_status_without_a_time_is_as_old_as_we_know_it():
    words = [word("failed", read_at=START + HOUR), word("failed", read_at=START)]
    assert since(words, words[0]) == START


def test_money_under_way_is_no_trouble_and_sent_has_not_arrived():
    assert not UNDER_WAY & TROUBLE
    assert {Rung.SENT, Rung.ACCEPTED, Rung.DELIVERED} < UNDER_WAY
    assert Rung.CREDITED not in UNDER_WAY | TROUBLE
