"""What a notification of change corrects, without whole account numbers.

The corrected data stand in 29 places, cut by the change code (Nacha Operating Rules, appendix 5).
"""

from support.payments.columns import mask_account

ACCOUNT, ROUTING, CODE = "account", "routing number", "transaction code"
# Some write the last part to the right edge, some to its place: both end where the text does.
_PARTS: dict[str, list[tuple[str, int | None, int | None]]] = {
    "C01": [(ACCOUNT, 0, 17)],
    "C02": [(ROUTING, 0, 9)],
    "C03": [(ROUTING, 0, 9), (ACCOUNT, 9, None)],
    "C04": [("name", 0, 22)],
    "C05": [(CODE, 0, 2)],
    "C06": [(ACCOUNT, 0, 17), (CODE, -2, None)],
    "C07": [(ROUTING, 0, 9), (ACCOUNT, 9, 26), (CODE, -2, None)],
    "C09": [("identification", 0, 22)],
}


def corrected(code: str, text: str) -> str:
    """Say the corrected data for an agent; the whole number stands in the bank's file only.

    Data of a code whose places we don't know are masked whole.
    """
    parts = _PARTS.get(code)
    if parts is None:
        return mask_account(text)
    found = ((name, text[begin:end].strip()) for name, begin, end in parts)
    return ", ".join(
        f"{name} {mask_account(value) if name == ACCOUNT else value}"
        for name, value in found
        if value
    )
