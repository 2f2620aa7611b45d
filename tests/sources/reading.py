"""Reading a message of a kind, without its signature."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.datastructures import CaseInsensitiveMapping

from support.payments.news import PaymentNews
from support.sources.kinds.base import Reading
from support.sources.models import Source
from support.sources.registry import kind_of
from tests.sources.samples import SAMPLES
from tests.sources.signing import Posted, signer_of, written


def reading(kind: str, payload: Any, headers: Mapping[str, str] | None = None) -> Reading:
    """Read a payload as the kind's signer writes it."""
    return reading_of(kind, signer_of(kind).post(payload), headers)


def reading_of(kind: str, posted: Posted, headers: Mapping[str, str] | None = None) -> Reading:
    source = Source(slug="test", kind=kind, secrets=list(signer_of(kind).secrets))
    more = CaseInsensitiveMapping(posted.headers | dict(headers or {}))
    return kind_of(kind).read(posted.body, more, source)


def reading_unsigned(kind: str, payload: Any) -> Reading:
    """Read a payload that no signer would write; WeChat Pay's has to be encrypted all the same."""
    if kind == "wechatpay":
        return reading(kind, payload)
    return reading_of(kind, Posted(written(payload), {}))


def news_of(kind: str, payload: Any) -> PaymentNews:
    """Return the one piece of news in a payload."""
    (news,) = reading(kind, payload).news
    return news


def changed(payload: Any, /, **changes: Any) -> Any:
    """Return a copy of a payload with other values: `data__object__status="paid"`; ... removes."""
    copy = deepcopy(payload)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = copy
        for step in way:
            place = place[_step(step)]
        if value is ...:
            del place[_step(last)]
        else:
            place[_step(last)] = value
    return copy


def _step(name: str) -> str | int:
    return int(name) if name.isdecimal() else name


def sample(kind: str, **changes: Any) -> Any:
    return changed(SAMPLES[kind], **changes)


def alipay_sample(**changes: Any) -> Any:
    """The same for Alipay, whose news stand in a text."""
    content = json.loads(SAMPLES["alipay"]["biz_content"])
    return SAMPLES["alipay"] | {"biz_content": json.dumps(changed(content, **changes))}
