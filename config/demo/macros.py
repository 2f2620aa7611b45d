"""Three saved replies of the demo's desk, in both languages."""

from datetime import datetime

from django.contrib.auth.models import User

from support.answering.models import Given
from support.answering.saving import Written, save_macro
from support.cases.models import Ending, Status

MACROS = (
    Written(
        names={"en": "Ask for the account details", "zh-hans": "请客户核对收款账户"},
        texts={
            "en": "Please check the name and the number of the account that your money goes to,"
            " and tell us what is right. The last four digits are enough.",
            "zh-hans": "请您核对收款账户的户名和账号，并告知我们正确的信息。账号只需提供后四位。",
        },
        status=Status.WAITING_CUSTOMER,
        tags=["account"],
        given=Given.ME,
        nap="customer",
    ),
    Written(
        names={"en": "We have asked the bank", "zh-hans": "已向银行查询"},
        texts={
            "en": "We have asked the bank where your payment is, and will write to you as soon"
            " as it answers. You do not need to do anything.",
            "zh-hans": "我们已向银行查询您的款项，收到答复后会立即通知您。您无需任何操作。",
        },
        status=Status.WAITING_BANK,
        given=Given.ME,
        nap="3d",
    ),
    Written(
        names={"en": "No answer: end the case", "zh-hans": "客户未答复：结束工单"},
        texts={
            "en": "We have not heard from you, so we end this case for now. Write to us, and we"
            " take it up again.",
            "zh-hans": "我们没有收到您的答复，暂时结束此工单。您随时可以联系我们，我们会继续处理。",
        },
        ending=Ending.NO_ANSWER,
    ),
)


def write_macros(lead: User, now: datetime) -> None:
    for written in MACROS:
        save_macro(None, written, actor=lead, now=now)
