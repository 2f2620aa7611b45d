"""What a customer types to be reached elsewhere."""

from dataclasses import dataclass

from django.http import HttpRequest

from support.notifications.addresses.masking import mask_address
from support.notifications.models import Channel
from support.portal.contacting.models import ContactChange

LONGEST = 254


@dataclass(frozen=True)
class ContactForm:
    """What stands in the forms: the change under way, what was typed, and why it was refused."""

    email: str
    phone: str
    change: ContactChange | None = None
    kind: str = str(Channel.EMAIL)
    typed: str = ""
    refusals: tuple[str, ...] = ()

    @property
    def new_address(self) -> str:
        return mask_address(self.change.address) if self.change else ""

    @property
    def old_address(self) -> str:
        return mask_address(self.change.asked_address) if self.change else ""


def typed_in(request: HttpRequest, name: str) -> str:
    """Return one line as it was typed, as it can be stored."""
    return " ".join(request.POST.get(name, "").replace("\0", "").split())[:LONGEST]


def kind_in(request: HttpRequest) -> Channel:
    is_sms = request.POST.get("kind") == Channel.SMS
    return Channel.SMS if is_sms else Channel.EMAIL
