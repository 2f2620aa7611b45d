"""What a help desk's program says of itself: a receipt, or somebody's words."""

import pytest

from support.intake.letters.machines import is_automatic
from support.mailbox.reading import kinds


def is_receipt(text: str) -> bool:
    return is_automatic({"kind": kinds.GENERATED, "letter": {"new_text": text}})


@pytest.mark.parametrize(
    "text",
    [
        "Your request (1234) has been received and is being reviewed by our support staff.",
        "We would like to acknowledge that we have received your request and a ticket is made",
        "Just confirming that we got your request.",
        "We acknowledge receipt of your recent enquiry.",
        "A new ticket has been opened: #99",
        "Ticket no. 5 was created. It is under review.",
        "Your case has been assigned to our payments team.",
        "您的工单已创建，我们会尽快处理",
        "您的来信已经收到。",
        "已受理您的请求，编号 7。",
    ],
)
def test_that_something_asked_has_come_is_a_receipt(text: str) -> None:
    assert is_receipt(text)


@pytest.mark.parametrize(
    "text",
    [
        "The payment was received on Monday.",
        "Regarding your request, the payment has been received.",
        "We confirm that we have received your payment in this case.",
        "Your request has been received. The payment was credited on 3 March.",
        "A case has been opened with the beneficiary bank.",
        "We have received a message from the intermediary: the account is closed.",
        "您的款项已收到",
        "工单显示款项已收到",
        "您的请求已收到，款项已入账。",
    ],
)
def test_what_is_said_of_the_payment_is_an_answer(text: str) -> None:
    assert not is_receipt(text)
