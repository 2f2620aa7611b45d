"""SMS over Aliyun (dysmsapi 2017-05-25): https://help.aliyun.com/zh/sms/developer-reference/."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone

from support.notifications.addresses.sms_senders import number_of, sender_for
from support.notifications.models.states import Reason
from support.notifications.transports.aliyun.acs3 import Call, Keys, canonical_query, signed_headers
from support.notifications.transports.aliyun.reports import aliyun_refusal
from support.notifications.transports.base import Outgoing, TransportError, uncertain
from support.notifications.transports.calls import Answer, CalledTransport, recipient_of
from support.notifications.words.cleaning import clean_context

HOST = "dysmsapi.aliyuncs.com"
VERSION = "2017-05-25"
HOME = "+86"
ITS_ZONE = ZoneInfo("Asia/Shanghai")  # the days of its records
PAGE = 50
MOST_PAGES = 4
# What isn't among the records so long after it was handed over was not taken.
RECORDED_WITHIN = timedelta(seconds=60)


class AliyunSms(CalledTransport):
    """`aliyun://KEY:SECRET@?sign=…&templates=solution.zh-hans:SMS_1,code:SMS_2`; host optional.

    Aliyun sends templates of its own that carriers have approved, filled with our words.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        parts = urlsplit(url)
        extra = dict(parse_qsl(parts.query))
        self.host = parts.netloc.rpartition("@")[2] or HOST
        self.scheme = extra.get("scheme", "https")
        self.keys = Keys(unquote(parts.username or ""), unquote(parts.password or ""))
        self.signature = extra.get("sign", "")
        listed = (one.partition(":") for one in extra.get("templates", "").split(","))
        self.templates = {name.strip(): code.strip() for name, _colon, code in listed if code}

    def send(self, outgoing: Outgoing) -> str:
        words = clean_context(outgoing.event, outgoing.context)
        sender = sender_for(outgoing.address)
        answer = self._call(
            "SendSms",
            {
                "PhoneNumbers": _as_aliyun_writes(recipient_of(outgoing.address)),
                "SignName": self.signature or sender.signature_of(outgoing.sender_name),
                "TemplateCode": self._template_of(outgoing),
                "TemplateParam": json.dumps(
                    {name: value for name, value in words.items() if value}, ensure_ascii=False
                ),
                "OutId": outgoing.pk,
            },
        )
        return check_answer(answer)

    def look_up(self, pk: str, address: str, handed_at: datetime) -> str | None:
        now = timezone.now()
        days = {f"{moment.astimezone(ITS_ZONE):%Y%m%d}" for moment in (handed_at, now)}
        is_whole = now - handed_at >= RECORDED_WITHIN
        for day in sorted(days):
            records = self._records(address, day)
            for record in records or []:
                if record.get("OutId") == pk:
                    return str(record.get("BizId") or pk)
            is_whole = is_whole and records is not None
        return "" if is_whole else None

    def _records(self, address: str, day: str) -> list[dict[str, Any]] | None:
        """Return all that was sent to a number on a day; None where it can't be told."""
        records: list[dict[str, Any]] = []
        number = _as_aliyun_writes(number_of(address) or address)
        asked = {"PhoneNumber": number, "SendDate": day, "PageSize": str(PAGE)}
        for page in range(1, MOST_PAGES + 1):
            try:
                told = self._call("QuerySendDetails", asked | {"CurrentPage": str(page)}).fields
            except TransportError:
                return None
            listed = told.get("SmsSendDetailDTOs")
            found = listed.get("SmsSendDetailDTO") if isinstance(listed, dict) else None
            if told.get("Code") != "OK" or not isinstance(found, list):
                return None
            records += [record for record in found if isinstance(record, dict)]
            # It has been seen to count records that it doesn't list.
            if str(len(records)) == str(told.get("TotalCount")):
                return records
        return None

    def _template_of(self, outgoing: Outgoing) -> str:
        code = self.templates.get(f"{outgoing.event}.{outgoing.language}")
        code = code or self.templates.get(outgoing.event)
        if not code:
            words = f"no template for {outgoing.event}.{outgoing.language} in SMS_URL"
            raise TransportError(Reason.UNWORDED, permanent=True, words=words)
        return code

    def _call(self, action: str, query: Mapping[str, str]) -> Answer:
        headers = signed_headers(
            self.keys,
            Call(self.host, action, VERSION, query),
            at=timezone.now(),
            nonce=secrets.token_hex(16),
        )
        url = f"{self.scheme}://{self.host}/?{canonical_query(query)}"
        return self.caller.call("POST", url, headers=headers)


def check_answer(answer: Answer) -> str:
    """Return Aliyun's id of the message that it took. Raises TransportError if it didn't."""
    told = answer.fields
    code = told.get("Code")
    if code == "OK" and answer.code == 200 and told.get("BizId"):
        return str(told["BizId"])
    if answer.code == 429:
        raise TransportError(Reason.BUSY, permanent=False, words=answer.words)
    refusal = aliyun_refusal(code) if isinstance(code, str) else None
    if refusal is None:
        raise uncertain(answer.words)
    raise TransportError(
        refusal.reason, permanent=refusal.is_permanent, words=f"{code} {told.get('Message')}"
    )


def _as_aliyun_writes(number: str) -> str:
    """Return a number without its "+", and one of mainland China without calling code."""
    return number.removeprefix(HOME).removeprefix("+")
