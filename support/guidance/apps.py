from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    name = "support.guidance"
    verbose_name = _("Guidance")

    def ready(self) -> None:
        """Let authors, who stand below, see the messages of an outcome that they try."""
        from support.guidance.trial_messages import messages_on_trial  # noqa: PLC0415 - it needs the models
        from support.notifications.words.events import title_of  # noqa: PLC0415 - likewise
        from troubleshooting.editor.messages import write_messages_by  # noqa: PLC0415 - likewise

        write_messages_by(messages_on_trial, title_of)
