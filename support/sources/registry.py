"""Which kinds of sources there are; docs/sources.md tells how to add one."""

from functools import cache
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from support.sources.kinds.base import Kind
from support.sources.mapped.kind import Mapped

if TYPE_CHECKING:
    from support.sources.models import Source

# A kind is loaded when its first message comes: some bring libraries of their own.
KINDS = {
    # Its form is read where it comes in by a door of its own as well.
    "casewalk": "support.intake.own_kind.Casewalk",
    "stripe": "support.sources.kinds.stripe.kind.Stripe",
    "adyen": "support.sources.kinds.adyen.kind.Adyen",
    "paypal": "support.sources.kinds.paypal.kind.PayPal",
    "wise": "support.sources.kinds.wise.kind.Wise",
    "checkout": "support.sources.kinds.checkout.kind.Checkout",
    "razorpay": "support.sources.kinds.razorpay.kind.Razorpay",
    "alipay": "support.sources.kinds.alipay.kind.Alipay",
    "simulator": "support.sources.kinds.simulator.kind.Simulator",
    "wechatpay": "support.sources.kinds.wechatpay.kind.WeChatPay",
}
MAPPED = "mapped"  # by a map of its own, which every such source has another of


@cache
def kind_of(name: str) -> Kind:
    """Return the kind of a name. Raises KeyError for a name that nobody has."""
    kind: Kind = import_string(KINDS[name])()
    return kind


def kind_for(source: "Source") -> Kind:
    """Return what verifies and reads a source. Raises KeyError for a kind that nobody has."""
    return Mapped(source.field_map) if source.kind == MAPPED else kind_of(source.kind)


def kind_choices() -> list[tuple[str, str | Promise]]:
    """Return names and labels for a form."""
    return [(name, kind_of(name).about.name) for name in KINDS]
