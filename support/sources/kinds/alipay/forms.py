"""The two forms that Alipay signs: notices of form fields, and answers of its API in JSON."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qsl

from support.sources.kinds.base import BadSignature, UnreadableBody
from support.sources.kinds.payload import Fields, read_object

_CHARSETS = ("utf-8", "gbk", "gb2312", "gb18030")
_MOST_FIELDS = 200
_ANSWER = "_response"


@dataclass(frozen=True)
class Signed:
    """A message, taken apart: its fields, its signature, and what that may be of."""

    fields: Fields
    signature: str
    contents: list[bytes]


def taken_apart(body: bytes) -> Signed:
    """Raises BadSignature where nothing is signed, UnreadableBody for neither of the forms."""
    return _answer(body) if body.lstrip()[:1] == b"{" else _notice(body)


def _notice(body: bytes) -> Signed:
    """Take a notice apart: the fields, sorted and joined, are what is signed.

    Whether the type of the signature is among them, and fields without a value, differs from
    notice to notice (rsaCheckV1 and rsaCheckV2 of Alipay's own library).
    """
    charset = _fields(body, "latin-1").get("charset", "").lower()
    charset = charset if charset in _CHARSETS else "utf-8"
    given = _fields(body, charset)
    if not given.get("sign"):
        raise BadSignature("sign is missing")
    contents = [
        "&".join(
            f"{name}={given[name]}"
            for name in sorted(given)
            if name not in left_out and (given[name] or with_empty)
        ).encode(charset, "replace")
        for left_out in (("sign", "sign_type"), ("sign",))
        for with_empty in (True, False)
    ]
    return Signed(Fields(given), given["sign"], list(dict.fromkeys(contents)))


def _fields(body: bytes, charset: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(charset),
            keep_blank_values=True,
            encoding=charset,
            errors="replace",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise UnreadableBody("the body is not a form") from error
    return dict(pairs)


def _answer(body: bytes) -> Signed:
    """Take an answer apart: the object named “…_response” is signed as its letters stand there."""
    message = read_object(body)
    text = body.decode("utf-8-sig")
    name = next((name for name in message.names if name.endswith(_ANSWER)), "")
    begin = text.find(f'"{name}"')
    begin = text.find("{", begin + len(name)) if begin >= 0 else -1
    signature = message.raw("sign")
    if not name or begin < 0 or not isinstance(signature, str):
        raise BadSignature("the answer or its sign is missing")
    try:
        _object, end = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody("the answer is not an object") from error
    # What was verified is what is read, though the name may stand in the text twice.
    content = text[begin:end].encode()
    return Signed(read_object(content), signature, [content])
