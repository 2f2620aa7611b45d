"""How many segments an SMS is cut into, which is what it costs (3GPP TS 23.038 and 23.040)."""

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("|^€{}[]~\\\f")  # sent as two characters
GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67

# One of these would turn a whole English message into UCS-2 and double its price.
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\xa0": " "}
)


def is_gsm(text: str) -> bool:
    """Say whether the text fits the GSM 7-bit alphabet; otherwise it goes out as UCS-2."""
    return all(char in GSM_BASIC or char in GSM_EXTENDED for char in text)


def simplify(text: str) -> str:
    """Replace typographic marks by plain ones where that is all that keeps a text from GSM-7."""
    simple = text.translate(_TYPOGRAPHY)
    return simple if is_gsm(simple) else text


def count_segments(text: str) -> int:
    """Return the number of segments; none for an empty text."""
    if is_gsm(text):
        return _count([2 if char in GSM_EXTENDED else 1 for char in text], GSM_SINGLE, GSM_PART)
    return _count([2 if ord(char) > 0xFFFF else 1 for char in text], UCS2_SINGLE, UCS2_PART)


def _count(widths: list[int], single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1 if widths else 0
    segments, used = 1, 0
    for width in widths:
        if used + width > part:  # a character of two is not cut apart
            segments, used = segments + 1, 0
        used += width
    return segments
