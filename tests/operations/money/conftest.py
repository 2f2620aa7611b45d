"""The simulator as a source that takes orders."""

from tests.intake.looking.conftest import book, loopback_allowed, simulator

__all__ = ["book", "loopback_allowed", "simulator"]
