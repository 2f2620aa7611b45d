"""What an SMS costs."""

from support.notifications.words.segments import count_segments, is_gsm, simplify
from tests.every import every


@every(
    ("text", "segments"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("[" * 76 * 2, 2),
        ("付" * 70, 1),
        ("付" * 71, 2),
        ("付" * 134, 2),
        ("付" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_is_cut_into_as_many_segments_as_networks_charge(text: str, segments: int) -> None:
    assert count_segments(text) == segments


def test_a_character_of_two_units_is_not_cut_apart() -> None:
    assert count_segments("a" * 152 + "€" + "a" * 152) == 3
    assert count_segments("付" * 66 + "😀" + "付" * 66) == 3


def test_one_chinese_character_takes_the_whole_text_out_of_gsm() -> None:
    assert is_gsm("Payment @ 1,200.00 £")
    assert not is_gsm("Payment 付")
    assert count_segments("a" * 100 + "付") == 2


def test_typographic_marks_do_not_double_the_price() -> None:
    assert simplify("It’s “late” – wait…") == 'It\'s "late" - wait...'


def test_a_text_that_stays_outside_gsm_keeps_its_marks() -> None:
    assert simplify("“付款”…") == "“付款”…"
