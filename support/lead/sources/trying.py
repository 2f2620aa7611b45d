"""How a source's events are sent by hand: lines for a shell, signed as its map says."""

from django.http import HttpRequest

from support.sources.mapped.field_map import FieldMap, Signature
from support.sources.mapped.signatures import HMAC_BASE64, HMAC_HEX, STANDARD, TOKEN
from support.sources.models import Source
from support.sources.registry import MAPPED

_BODY = "payload.json"
_BASE64 = " | base64 | tr -d '\\n'"  # in one line, on every system


def address_of(request: HttpRequest, source: Source) -> str:
    """Return where a source sends its events."""
    return request.build_absolute_uri(f"/sources/{source.slug}/events/")


def lines_for_a_shell(source: Source, address: str) -> str:
    """Return lines that send payload.json signed with $SECRET; "" for kinds that sign otherwise."""
    if source.kind != MAPPED:
        return ""
    signature = FieldMap.of(source.field_map).signature
    prepared, headers = _SIGNED[signature.scheme](signature)
    send = [f"curl -i '{address}'", "-H 'Content-Type: application/json'"]
    send += [f'-H "{header}"' for header in headers]
    return "\n".join([*prepared, " \\\n  ".join([*send, f"--data-binary @{_BODY}"])])


def _standard(signature: Signature) -> tuple[list[str], list[str]]:
    hashed = f'openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary{_BASE64}'
    prepared = [
        "ID=msg_$(date +%s%N); TIME=$(date +%s)",
        'KEY=$(printf %s "${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d " \\n")',
        f'SIGNED=$({{ printf %s "$ID.$TIME."; cat {_BODY}; }} \\\n  | {hashed})',
    ]
    headers = ["webhook-id: $ID", "webhook-timestamp: $TIME", "webhook-signature: v1,$SIGNED"]
    return prepared, headers


def _hmac(signature: Signature) -> tuple[list[str], list[str]]:
    hashed = f'openssl dgst -{signature.algorithm} -hmac "$SECRET"'
    written = (
        f"{hashed} -r | cut -d' ' -f1"
        if signature.scheme == HMAC_HEX
        else f"{hashed} -binary{_BASE64}"
    )
    headers = [f"{signature.header}: {signature.prefix}$SIGNED"]
    time = f'printf %s "$TIME{signature.joint}"; ' if signature.timestamp_header else ""
    prepared = [f"SIGNED=$({{ {time}cat {_BODY}; }} \\\n  | {written})"]
    if time:
        prepared.insert(0, "TIME=$(date +%s)")
        headers.append(f"{signature.timestamp_header}: $TIME")
    return prepared, headers


def _token(signature: Signature) -> tuple[list[str], list[str]]:
    return [], [f"{signature.header}: {signature.prefix}$SECRET"]


_SIGNED = {STANDARD: _standard, HMAC_HEX: _hmac, HMAC_BASE64: _hmac, TOKEN: _token}
