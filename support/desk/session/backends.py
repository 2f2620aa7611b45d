"""Signing in with name and password, for people who have a preference."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from support.cases.models import Mention
from support.roster.models import ToldPerson
from support.staff.standing import roles_of, stand
from support.webhooks.models import Endpoint
from troubleshooting.marks.asking import Question

_SOURCES = Permission.objects.filter(
    content_type__app_label="sources", codename="change_source"
).order_by()
# Asked with the user himself, for every page shows or hides the way to the sources.
_MAY_CHANGE_SOURCES = Exists(_SOURCES.filter(user=OuterRef("pk"))) | Exists(
    _SOURCES.filter(group__user=OuterRef("pk"))
)


def _count(unseen: QuerySet[Any]) -> Coalesce:
    theirs = unseen.filter(person=OuterRef("pk")).order_by().values("person")
    return Coalesce(Subquery(theirs.annotate(count=Count("pk")).values("count")), 0)


_AGENT = Question(
    lambda pk: (
        User.objects.select_related("preference")
        .annotate(
            may_change_sources=_MAY_CHANGE_SOURCES,
            unseen_mentions=_count(Mention.objects.unseen()),
            unseen_escalations=_count(ToldPerson.objects.unseen()),
            has_lost_webhook=Exists(Endpoint.objects.given_up()),
            **roles_of("pk"),
        )
        .filter(pk=pk)
    )
)


_HELD: Question[Any] = Question(
    lambda user: (
        Permission.objects.filter(Q(user=user) | Q(group__user=user))
        .order_by()
        .values_list("content_type__app_label", "codename")
    )
)


class AgentBackend(ModelBackend):
    """Read an agent in few queries: all of him is read anew with every request."""

    def get_user(self, user_id: int) -> User | None:
        """Return somebody with his preference, and what the bar on top offers him."""
        found = next(iter(_AGENT.ask(user_id)), None)
        return stand(found, found) if found and self.user_can_authenticate(found) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return his own and those of his groups; Django asks for them one after the other."""
        if user_obj.is_superuser or not user_obj.is_active or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            names = {f"{app}.{name}" for app, name in _HELD.lines(user_obj.pk)}
            user_obj._perm_cache = names  # noqa: SLF001
        all_of_them: set[str] = user_obj._perm_cache  # noqa: SLF001
        return all_of_them
