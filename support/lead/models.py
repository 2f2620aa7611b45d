"""What leads have begun."""

from support.lead.privacy.models import Erasure

__all__ = ["Erasure"]
