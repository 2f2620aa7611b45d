"""Numbers of cards, IBANs and Chinese identity numbers in a text as it is read."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from stdnum import iban, numdb
from stdnum.cn import ric

from troubleshooting.discretion.hidden import MARKS, Hidden, Kind

# Between any digits of one number; the hard ones only where the number is printed as on a card.
_SOFT = r"[ \t.\-–]"
_HARD = r"[ \t.\-–,;/|_\r\n\v\f]"
_RUN = re.compile(rf"[0-9](?:{_HARD}{{0,3}}[0-9]){{11,}}")
_GROUP = re.compile(r"[0-9]+")
_ONLY_SOFT = re.compile(rf"{_SOFT}*")
_AS_PRINTED = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (6, 13), (6, 10), (4, 4, 4, 3)}
_LAST_X = re.compile(r" ?[xX](?![A-Za-z0-9])")
_SHORTEST, _LONGEST = 13, 19
_MOST_GROUPS = 1000  # of one digit, one after the other
_SHORTEST_SCATTERED = 15  # of a number that is written in no usual groups

# First digits and lengths of each scheme (ISO/IEC 7812 and the schemes' own tables).
_ISSUERS: tuple[tuple[tuple[tuple[int, int], ...], range], ...] = (
    (((4, 4),), range(16, 20, 3)),  # Visa; of 13 digits there are none any more, but telephones
    (((51, 55), (2221, 2720)), range(16, 17)),  # Mastercard
    (((34, 34), (37, 37)), range(15, 16)),  # American Express
    (((62, 62), (8100, 8171)), range(16, 20)),  # UnionPay
    (((6011, 6011), (644, 649), (65, 65)), range(16, 20)),  # Discover
    (((300, 305), (3095, 3095), (36, 36), (38, 39)), range(14, 20)),  # Diners Club
    (((3528, 3589),), range(16, 20)),  # JCB
    (((5018, 5018), (5020, 5020), (5038, 5038), (5893, 5893), (6304, 6304), (6759, 6763)),
     range(16, 20)),  # Maestro
    (((2200, 2204),), range(16, 20)),  # Mir
    (((60, 60), (82, 82), (508, 508), (353, 356)), range(16, 17)),  # RuPay
    (((9792, 9792),), range(16, 17)),  # Troy
    (((5067, 5067), (6362, 6363)), range(16, 17)),  # Elo
)  # fmt: skip
_DOUBLED = str.maketrans("0123456789", "0246813579")  # and the digits of that summed up
_CALLED_CARD = re.compile(
    r"(?:(?<![a-z])(?:card|visa|mastercard|amex|unionpay|pan)(?: ?(?:numbers?|no\.?|#))?|卡号|卡號"
    r"|银行卡|銀行卡|信用卡|借记卡|储蓄卡)"
    r"(?:[\s:=(,\"']|is|was|是|为|為|号|號){0,8}$",
    re.IGNORECASE,
)
_CALLED_IDENTITY = re.compile(
    r"(?:身份证|身分證|身份證|身分证|证件|identity card|\bid card|national id)"
    r"(?:[\s:=(,\"']|numbers?|no\.?|is|was|是|为|為|号码?|號碼?|字號){0,8}$",
    re.IGNORECASE,
)
_BEFORE = 40  # characters that are looked at for what a number is called
_LETTER = re.compile(r"[^\W\d_]")
_NAME_PART = re.compile(r"[A-Za-z0-9_\-]*$")
_CARDISH = re.compile(r"(?:card|visa|mastercard|amex|unionpay|pan|no)[\-_]?$", re.IGNORECASE)
_TAIL = re.compile(r"[A-Za-z0-9]*")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
# Begins with a digit, for nearly all of a text is none: what stands before is looked at then.
_IBAN = re.compile(r"[0-9] ?[0-9](?=(?:[ \-.–]{0,2}[A-Za-z0-9]){11})")
_COUNTRY = re.compile(r"(?:(?<![A-Za-z0-9])|(?<=IBAN))[A-Za-z]{2}[ \-.]?$")
_MEMBER = re.compile(r"[ \-.–]{0,2}([A-Za-z0-9])")
_SHORTEST_IBAN, _LONGEST_IBAN, _LENGTH_OF_HEAD = 15, 34, 4


class Group(NamedTuple):
    """Digits without a separator between them."""

    digits: str
    start: int
    stop: int


# The same before a text is read as plain digits, and more than that. They begin with a digit, for
# where most of a text is none that is the fastest.
_MAYBE_A_RUN = re.compile(r"\d(?:[\W_]{0,9}\d){11,}")
_MAYBE_AN_IBAN = re.compile(
    r"\d(?:(?<=[A-Za-z{0}]\d)|(?<=[A-Za-z{0}]\W\d)|(?<=[A-Za-z{0}]\W\W\d))(?=\W{{0,9}}\d)"
    r"(?=(?:\W{{0,9}}[A-Za-z0-9{0}\uff10-\uff19]){{13}})".format(r"\uff21-\uff3a\uff41-\uff5a")
)


def may_hold_a_number(text: str) -> bool:
    """Tell of a text as it was typed, at little cost, that there is none in it."""
    if _MAYBE_A_RUN.search(text):
        return True
    if not text.isascii():
        return bool(_MAYBE_AN_IBAN.search(text))
    return any(
        country and is_iban_country(country[0])
        for found in _MAYBE_AN_IBAN.finditer(text)
        for country in [_COUNTRY.search(text, max(0, found.start() - 7), found.start())]
    )


@lru_cache(maxsize=1024)
def is_iban_country(name: str) -> bool:
    """Tell whether the two letters that a text has are those of a country that has IBANs."""
    letters = name.strip(" -.").upper()
    return bool(numdb.get("iban").info(letters + "00")[0][1])


def numbers_in(text: str) -> Iterator[Hidden]:
    ibans = list(_ibans(text))
    yield from ibans
    text = blanked(text, ibans)
    for run in _RUN.finditer(text):
        groups = [Group(found[0], *found.span()) for found in _GROUP.finditer(text, *run.span())]
        if not _is_endless(groups):
            yield from _in_run(text, groups)


def blanked(text: str, found: Iterable[Hidden]) -> str:
    """Return a text of the same length in which what was found has no letters and no digits."""
    pieces, place = list[str](), 0
    for one in sorted(found, key=lambda one: one.start):
        pieces += text[place : one.start], "\0" * (one.stop - one.start)
        place = one.stop
    return "".join([*pieces, text[place:]])


def _is_endless(groups: list[Group]) -> bool:
    """Tell whether digits go on one by one as nobody writes a number: each may begin one."""
    return len(groups) > _MOST_GROUPS and sum(len(one.digits) for one in groups) < 2 * len(groups)


def _in_run(text: str, groups: list[Group]) -> Iterator[Hidden]:
    first = 0
    while first < len(groups):
        found = _beginning_at(text, groups, first)
        if found is None:
            first += 1
            continue
        if not _is_in_an_id(text, found):
            yield found
        while first < len(groups) and groups[first].start < found.stop:
            first += 1


def _beginning_at(text: str, groups: list[Group], first: int) -> Hidden | None:
    """Return the number that begins with this group, the likeliest of several."""
    start, stop, best = groups[first].start, groups[first].start, None
    if _is_in_a_name(text, start):
        return None
    called = _called(text, start)
    digits, is_soft, lengths = "", True, list[int]()
    for group in groups[first : first + _LONGEST]:
        is_soft = is_soft and bool(_ONLY_SOFT.fullmatch(text, stop, group.start))
        digits, stop = digits + group.digits, group.stop
        lengths.append(len(group.digits))
        if len(digits) > _LONGEST:
            break
        if len(digits) < _SHORTEST or not _may_be_one(lengths, len(digits), is_soft=is_soft):
            continue
        found = _identity(text, digits, called, start, stop)
        if found is None and not _goes_on(text, stop):
            found = _card(text, digits, called, start, stop)
        if found and (best is None or len(digits) == 16 or found.kind != Kind.CARD):
            best = found
    return best


def _called(text: str, start: int) -> Kind | None:
    """Return what a number is called where it stands, if it is."""
    before = text[max(0, start - _BEFORE) : start]
    if not _LETTER.search(before):
        return None
    if _CALLED_IDENTITY.search(before):
        return Kind.IDENTITY
    return Kind.CARD if _CALLED_CARD.search(before) else None


def _may_be_one(lengths: list[int], length: int, *, is_soft: bool) -> bool:
    """Tell whether what stands between the groups of a number may stand there."""
    if len(lengths) == 1 or (is_soft and length >= _SHORTEST_SCATTERED):
        return True
    return tuple(lengths) in _AS_PRINTED


def _card(text: str, digits: str, called: Kind | None, start: int, stop: int) -> Hidden | None:
    if len(digits) <= 15 and text[start - 1 : start] == "+":
        return None  # a telephone number
    is_called = called == Kind.CARD and len(digits) > 12
    if not is_called and not (_sums_up(digits) and is_issued(digits)):
        return None
    return Hidden(Kind.CARD, start, stop, digits[-4:], digits)


def _sums_up(digits: str) -> bool:
    """Tell whether the last digit is the one that the others ask for (Luhn)."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, digits[-1::-2])) + sum(map(int, doubled))) % 10 == 0


def is_issued(digits: str) -> bool:
    """Tell whether a scheme gives cards numbers that begin so and are so long."""
    return any(
        len(digits) in lengths
        and any(low <= int(digits[: len(str(low))]) <= high for low, high in ranges)
        for ranges, lengths in _ISSUERS
    )


def _identity(text: str, digits: str, called: Kind | None, start: int, stop: int) -> Hidden | None:
    """Find a number of 18 places, the last of which may be an X; 15 of an old card, if named."""
    number = digits
    if len(digits) == 17 and (found := _LAST_X.match(text, stop)):
        number, stop = digits + "X", found.end()
    is_called = called == Kind.IDENTITY and len(number) in (15, 18)
    if not is_called and not (len(number) == 18 and _is_identity(number)):
        return None
    return Hidden(Kind.IDENTITY, start, stop, number[-4:], number)


def _is_identity(number: str) -> bool:
    try:
        return bool(ric.is_valid(number))
    except KeyError:  # python-stdnum 2.2 knows the province and not the county
        return False


def _is_in_a_name(text: str, start: int) -> bool:
    """Tell whether digits go on with a name of ours or a provider's: ORD-4242…, ch_4242…."""
    before = text[max(0, start - _BEFORE) : start]
    if before.endswith(MARKS):
        return True  # what stays of a number that was masked
    name = _NAME_PART.search(before) if _LETTER.search(before) else None
    return bool(name and _LETTER.search(name[0]) and not _CARDISH.search(name[0]))


def _is_in_an_id(text: str, found: Hidden) -> bool:
    """Tell whether it is part of a UUID, as UETRs are."""
    begin = max(0, found.start - _BEFORE)
    return any(
        one.start() < found.stop and found.start < one.end()
        for one in _UUID.finditer(text, begin, found.stop + _BEFORE)
    )


def _goes_on(text: str, stop: int) -> bool:
    """Tell whether digits are the begin of a name that has letters and digits."""
    tail = _TAIL.match(text, stop)
    return bool(tail and any(mark.isdecimal() for mark in tail[0]))


def _ibans(text: str) -> Iterator[Hidden]:
    last = 0
    for found in _IBAN.finditer(text):
        country = _COUNTRY.search(text, max(last, found.start() - 7), found.start())
        if country and (hidden := _iban_at(text, country.start())):
            last = hidden.stop
            yield hidden


def _iban_at(text: str, start: int) -> Hidden | None:
    number, rest, place, best = "", 0, start, None
    while len(number) < _LONGEST_IBAN and (member := _MEMBER.match(text, place)):
        number, place = number + member[1].upper(), member.end()
        if len(number) > _LENGTH_OF_HEAD:
            rest = _rest(number[-1], rest)
        is_whole = not text[place : place + 1].isascii() or not text[place : place + 1].isalnum()
        if (
            len(number) >= _SHORTEST_IBAN
            and is_whole
            and _rest(number[:_LENGTH_OF_HEAD], rest) == 1  # at little cost, as it rarely is
            and iban.is_valid(number, check_country=False)
        ):
            best = Hidden(Kind.IBAN, start, place, number[-4:], number)
    return best


def _rest(marks: str, rest: int) -> int:
    """Go on dividing by 97 (ISO 7064), in which a letter counts for two digits."""
    for mark in marks:
        value = int(mark, 36)
        rest = (rest * (10 if value < 10 else 100) + value) % 97
    return rest
