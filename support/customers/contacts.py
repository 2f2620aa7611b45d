"""How somebody can be reached, as a payment says it; plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """What a payment says of its customer, as received; "" where it says nothing.

    `customer_id` is what the source calls them, the same for all their payments there.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    time_zone: str = ""
    customer_id: str = ""
