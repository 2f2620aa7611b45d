"""What agents change about their own desk."""

from typing import TYPE_CHECKING

from support.desk.models import AgentPreference

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def set_language(person: "User", language: str) -> AgentPreference:
    """Remember the language in which an agent works; the last choice counts."""
    preference, _created = AgentPreference.objects.update_or_create(
        user=person, defaults={"language": language}
    )
    return preference
