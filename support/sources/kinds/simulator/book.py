"""What the simulator knows of payments, what it was asked, and the orders it took."""

import threading
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Mood(StrEnum):
    """How it answers."""

    WELL = "well"
    HANGS = "hangs"  # an order is carried out first
    BROKEN = "broken"  # 500
    HUGE = "huge"
    LEADS_INSIDE = "leads_inside"  # a redirect to the loopback interface
    DIES_AFTER = "dies_after"  # an order is carried out, and nothing is answered
    DIES_BEFORE = "dies_before"  # nothing is carried out, and nothing is answered


@dataclass
class Entry:
    """One payment as the simulator has it."""

    reference: str
    status: str
    amount: str = ""
    currency: str = ""
    direction: str = "payout"
    occurred_at: str = ""
    failure_scheme: str = ""
    failure_code: str = ""
    payee_check: str = ""
    provider_id: str = ""


@dataclass
class Book:
    """Everything, behind one lock. `asked` is every request that came, in its order."""

    payments: dict[str, Entry] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)  # key to the reference it made
    asked: list[dict[str, Any]] = field(default_factory=list)
    mood: Mood = Mood.WELL
    most: str = ""  # the largest amount of a test payment that it takes, "" for any
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, reference: str, status: str, **more: str) -> Entry:
        with self.lock:
            entry = Entry(reference, status, **more)
            entry.occurred_at = entry.occurred_at or datetime.now(UTC).isoformat()
            self.payments[reference] = entry
            return entry

    def look_up(self, reference: str) -> dict[str, str] | None:
        with self.lock:
            found = self.payments.get(reference)
            return asdict(found) if found else None

    def order(self, key: str, wanted: dict[str, Any]) -> dict[str, str] | None:
        """Move money once for a key, whatever is asked under it again; None without a payment."""
        if wanted.get("kind") == "test_payment":
            return self._test(key, wanted)
        with self.lock:
            first = self.payments.get(str(wanted.get("payment")))
            if first is None:
                return None
            if key not in self.orders:
                self.orders[key] = key
                now = datetime.now(UTC).isoformat()
                made = Entry(key, "created", first.amount, first.currency, occurred_at=now)
                self.payments[key] = made
            return asdict(self.payments[self.orders[key]])

    def _test(self, key: str, wanted: dict[str, Any]) -> dict[str, str]:
        """Take a test payment, or refuse one that is too large."""
        amount = str(wanted["amount"])
        is_fine = not self.most or Decimal(amount) <= Decimal(self.most)
        status, code = ("accepted", "") if is_fine else ("rejected", "AM02")
        made = self.put(key, status, amount=amount, provider_id=f"SIM-{key}", failure_code=code)
        return asdict(made)

    def wrote(self, method: str, path: str, key: str = "") -> None:
        with self.lock:
            self.asked.append({"method": method, "path": path, "key": key})

    def ordered(self) -> list[str]:
        """Return the keys of every order that came, as often as it came."""
        with self.lock:
            return [one["key"] for one in self.asked if one["method"] == "POST"]
