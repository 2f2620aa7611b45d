from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InquiriesConfig(AppConfig):
    name = "support.inquiries"
    verbose_name = _("Inquiries to banks")

    def ready(self) -> None:
        """Let walks read what a bank answered, and lists be asked for the bank of a case."""
        from support.guidance.facts import register_facts  # noqa: PLC0415 - it needs the models
        from support.inquiries import hearing, many  # noqa: PLC0415
        from support.inquiries.facts import facts_of_inquiries  # noqa: PLC0415

        register_facts("inquiries", facts_of_inquiries)
        many.connect()
        hearing.connect()
