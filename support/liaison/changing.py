"""What is written down of talks with banks."""

from datetime import datetime

from support.liaison.models import Action, Contact, Meeting, Minutes

Row = Action | Contact | Meeting | Minutes


def save_row(row: Row) -> Row:
    """Keep what was written; the last word counts. Raises ValidationError for what can't be."""
    row.full_clean()
    row.save()
    return row


def finish_action(action: Action, *, now: datetime) -> None:
    """Note that an action is done; a second time changes nothing."""
    Action.objects.open().filter(pk=action.pk).update(done_at=now)
