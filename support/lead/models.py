"""What leads have begun, and who of them is mailed figures."""

from support.lead.privacy.models import Erasure
from support.lead.reports.models import ReportMail

__all__ = ["Erasure", "ReportMail"]
