"""The demo's source, a process of `make run`: knows the payments it told of, and takes orders
and test payments up to the limit of the channel that it tests.

Its port is a free one of the loopback interface, which the source's page names anew each time.
"""

import signal
import threading
from collections.abc import Callable

import django

from config.local.children import exit_on


def main() -> None:
    exit_on(signal.SIGINT, signal.SIGTERM)
    django.setup()
    answer_while(threading.Event().wait)


def answer_while(wait: Callable[[], object]) -> None:
    """Answer until the wait is over."""
    from config.demo.at_source import SLUG  # noqa: PLC0415 - all need django.setup()
    from support.payments.models import ChannelTest, Payment  # noqa: PLC0415
    from support.sources.kinds.simulator.book import Book  # noqa: PLC0415
    from support.sources.kinds.simulator.server import simulating  # noqa: PLC0415
    from support.sources.models import Access  # noqa: PLC0415

    book = Book()
    for one in Payment.objects.filter(source=SLUG).exclude(status=""):
        amount = "" if one.amount is None else str(one.amount)
        book.put(one.reference, one.status, amount=amount, currency=one.currency)
    tests = ChannelTest.objects.filter(source=SLUG)
    for test in tests.select_related("channel"):
        book.most = str(test.channel.max_amount or "")
    with simulating(book) as address:
        asked = f"{address}/payments/{{reference}}"
        Access.objects.filter(name=SLUG).update(
            look_up_address=asked, order_address=f"{asked}/orders"
        )
        tests.update(address=f"{address}/tests")
        wait()


if __name__ == "__main__":
    main()
