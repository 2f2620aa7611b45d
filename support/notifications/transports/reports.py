"""What SMS providers report, in our words. Each provider's folder reads its own."""

from dataclasses import dataclass
from enum import StrEnum

from support.notifications.addresses.callbacks import Sending
from support.notifications.models.states import Reason


@dataclass(frozen=True)
class Refusal:
    """Why a provider did not take or deliver an SMS, and whether trying again is useless."""

    reason: Reason
    is_permanent: bool = True


OUR_FAULT = Refusal(Reason.TECHNICAL, is_permanent=False)
LATER = Refusal(Reason.BUSY, is_permanent=False)
REFUSED = Refusal(Reason.REFUSED)


class Result(StrEnum):
    ARRIVED = "arrived"
    FAILED = "failed"
    ON_ITS_WAY = "on its way"


@dataclass(frozen=True)
class Receipt:
    """What became of one sending of a message. `provider_id` is "" where a provider has none."""

    sending: Sending
    result: Result
    reason: Reason = Reason.REFUSED
    words: str = ""
    provider_id: str = ""
