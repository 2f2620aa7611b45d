"""What is masked, and what must not be."""

from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from tests.discretion.samples import MUST, MUST_NOT
from tests.every import every
from troubleshooting.discretion.hidden import Kind
from troubleshooting.discretion.masking import mask
from troubleshooting.discretion.numbers import is_issued

SEPARATORS = ["", "", "", " ", "-", ".", "\u00a0", "\u200b", "–", " \u200d", "·", "　"]
PREFIXES = ["4", "51", "55", "2221", "2720", "62", "8100", "6011", "65", "3528", "2200", "9792"]


def test_the_table_is_whole() -> None:
    assert (len(MUST), len(MUST_NOT)) == (60, 60)
    assert len({text for text, *_why in [*MUST, *MUST_NOT]}) == 120


@every("between", ["\v", "\f", "\u20e3", "\U000e0020"])
def test_a_card_is_found_over_marks_that_nobody_types(between: str) -> None:
    assert mask(between.join(("4242",) * 4)).text == "****4242"


@every("text, kept, why", MUST)
def test_what_must_not_be_kept_is_masked(text: str, kept: str, why: str) -> None:
    assert mask(text).text == kept, why


@every("text, why", MUST_NOT)
def test_what_is_no_secret_stays(text: str, why: str) -> None:
    masked = mask(text)

    assert (masked.text, masked.hidden) == (text, ()), why


@every("text, kept, why", MUST)
def test_what_was_masked_has_nothing_more_to_hide(text: str, kept: str, why: str) -> None:
    assert mask(kept).hidden == (), why


def test_of_a_number_its_kind_end_and_place_are_told() -> None:
    card, code = mask("卡\u200b 4242 4242 4242 4242, OTP 483920").hidden

    assert (card.kind, card.end, card.start, card.stop) == (Kind.CARD, "4242", 3, 22)
    assert (code.kind, code.end) == (Kind.CODE, "")
    assert "4242424242424242" not in repr(card)


@every("ours", ["4242424242424242", "4242 4242 4242 4242"])
def test_a_name_of_ours_that_looks_like_a_card_stays(ours: str) -> None:
    text = "about 4242 4242 4242 4242 and 5555555555554444"

    assert mask(text, {ours}).text == "about 4242 4242 4242 4242 and ****4444"


def test_a_secret_is_no_name_of_ours() -> None:
    assert mask("OTP 483920", {"483920"}).text == "OTP ****"


@st.composite
def cards(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a card's number as somebody may write it, and its last four digits."""
    prefix = draw(st.sampled_from(PREFIXES))
    body = prefix + draw(
        st.text("0123456789", min_size=15 - len(prefix), max_size=15 - len(prefix))
    )
    number = body + luhn.calc_check_digit(body)
    assert is_issued(number)
    between = draw(st.lists(st.sampled_from(SEPARATORS), min_size=15, max_size=15))
    zero = draw(st.sampled_from("0０"))
    digits = [chr(ord(zero) + int(digit)) for digit in number]
    return "".join(a + b for a, b in zip(digits, [*between, ""], strict=True)), number[-4:]


@given(cards(), st.sampled_from(["", "my card ", "我的卡", "(", "card: "]),
       st.sampled_from(["", " please", "。", ")"]))  # fmt: skip
def test_a_card_is_found_however_it_is_written(
    card: tuple[str, str], before: str, after: str
) -> None:
    assert mask(before + card[0] + after).text == f"{before}****{card[1]}{after}"


PIECES = st.sampled_from([
    "4242424242424242", "4242 4242", "DE89370400440532013000", "110101199003071233", "密码", "CVV",
    "password", "OTP", ":", "是", " ", " ", "-", "123", "483920", "abc", "is", "****", "，", "\n",
    "\u200b", "２", "X", "验证码", "your", "card number ", "pin ",
])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
@example("DE89370400440532013000-4242424242424242")
@example("4242424242424242CVV4242 4242")
def test_masked_once_is_masked_for_good(text: str) -> None:
    once = mask(text)
    again = mask(once.text)

    assert again.text == once.text
    assert again.hidden == ()


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_all_else_stands_as_it_was_typed(text: str) -> None:
    masked = mask(text)
    stops = [0, *(one.stop for one in masked.hidden)]
    starts = [*(one.start for one in masked.hidden), len(text)]
    kept = [text[stop:start] for stop, start in zip(stops, starts, strict=True)]

    assert starts[:-1] == sorted(starts[:-1])
    rest = masked.text
    for piece, one in zip(kept, [*masked.hidden, None], strict=True):
        assert rest.startswith(piece)
        rest = rest[len(piece) :].removeprefix(one.shown if one else "")
    assert rest == ""


@given(st.from_regex(r"[1-8][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}",
                     fullmatch=True))  # fmt: skip
@example("11990019900307123")  # a county that nobody knows
@example("65041819610101641")  # nobody's either, and its digits are a card's
def test_any_number_built_as_an_identity_number_is_looked_at_without_a_fault(body: str) -> None:
    number = body + ric.calc_check_digit(body + "0")

    as_a_card = f"****{body[-4:]}{number[-1]}"
    assert mask(number).text in (number, f"****{number[-4:]}", as_a_card)


@given(st.from_regex(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", fullmatch=True))
def test_any_text_built_as_an_iban_is_looked_at_without_a_fault(text: str) -> None:
    assert mask(text).text in (text, f"****{text[-4:]}")
