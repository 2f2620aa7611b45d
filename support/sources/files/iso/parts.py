"""What pain.002, pacs.002, pacs.004 and camt.054 write alike: reasons, parties, amounts."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from support.sources.files.iso.frames import Frame

SCHEME, RETURN_SCHEME = "iso20022", "iso20022_return"
PAYOUT, PAYIN = "payout", "payin"
# External codes have four letters or digits; a bank's own reason may be anything.
_EXTERNAL = re.compile(r"[A-Z0-9]{4}")
# The tracker's codes say where a payment stands, not why it failed.
_TRACKER = re.compile(r"G00\d")
# Collections (direct debits) are money that comes to us.
_COLLECTIONS = ("pain.008", "pacs.003", "pain.007")


@dataclass(frozen=True)
class Reason:
    """Why, in codes and words. `where` is a code of the tracker: G000 to G006."""

    code: str = ""
    scheme: str = ""
    text: str = ""
    where: str = ""


def read_reason(frame: Frame, name: str, scheme: str) -> Reason:
    """Read StsRsnInf, RtrRsnInf or RtrInf, repeated or not, of any version.

    The first code counts; further ones are named in the text.
    """
    infix = name.removesuffix("Inf")  # until 2008: StsRsn, AddtlStsRsnInf
    older = infix if infix != "Rtr" else "RtrRsn"
    reasons = (f"{name}/Rsn", f"{name}/{older}")
    codes = frame.every(*(f"{path}/{kind}" for path in reasons for kind in ("Cd", "Prtry")))
    where = next((code for code in codes if _TRACKER.fullmatch(code)), "")
    why = list(dict.fromkeys(code for code in codes if not _TRACKER.fullmatch(code)))
    texts = frame.every(f"{name}/AddtlInf", f"{name}/Addtl{older}Inf")
    code = why[0] if why else ""
    further = [f"({', '.join(why[1:])})"] if why[1:] else []
    known = scheme if _EXTERNAL.fullmatch(code) else ""
    return Reason(code, known, " ".join([*texts, *further]), where)


def read_amount(frame: Frame, *paths: str) -> tuple[str, str]:
    """Return amount and currency at the first of the paths that has any."""
    for path in paths:
        if amount := frame.first(path):
            return amount, frame.first(f"{path}@Ccy")
    return "", ""


def read_party(frame: Frame, parties: str, role: str) -> tuple[str, str]:
    """Return name and account of "Cdtr" or "Dbtr", whose name moved into Pty in 2019."""
    party = f"{parties}/{role}"
    account = f"{party}Acct/Id"
    return (
        frame.first(f"{party}/Nm", f"{party}/Pty/Nm"),
        frame.first(f"{account}/IBAN", f"{account}/Othr/Id"),
    )


def read_original(frame: Frame) -> list[tuple[str, str]]:
    """Return the references of the payment that a status or a return is about."""
    return [
        ("uetr", frame.first("OrgnlUETR")),
        ("end_to_end_id", frame.first("OrgnlEndToEndId")),
        ("bank_reference", frame.first("AcctSvcrRef")),
        ("bank_reference", frame.first("OrgnlTxId")),
        ("bank_reference", frame.first("OrgnlClrSysRef", "ClrSysRef")),
    ]


def direction_of(original_message: str) -> str:
    return PAYIN if original_message.startswith(_COLLECTIONS) else PAYOUT


def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name or "UTC")
