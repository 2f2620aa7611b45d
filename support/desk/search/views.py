"""The page of the search."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from support.cases.models import Case
from support.cases.search.asking import Asked, as_typed, read
from support.cases.search.finding import MOST, RANKED, Found, behind, find
from support.cases.search.naming import causes
from support.cases.search.showing import rows_of
from support.desk.access import AgentRequest, for_agents
from support.desk.queue.filters import drop_downs
from support.desk.search.drawing import drawn
from support.staff.services import all_colleagues
from troubleshooting.marks.reading import once
from web.bounding import told_when_too_long
from web.paging import read_page

CHOSEN = ("status", "channel", "cause", "assignee")  # in drop-downs; all others are typed
LATE = timedelta(minutes=1)  # what was said is found within seconds unless something is wrong


CAUSE = "account_closed"
EXAMPLES = gettext_lazy(
    "status:open assignee:me assignee:none before:2026-11-30 after:2026-11-01 tag:vip team:mine"
    " priority:high language:zh direction:payin direction:refund is:late is:unreached is:replied"
    " is:outcome is:snoozed is:done"
)


@require_safe
@for_agents
@told_when_too_long
@once()
def search(request: AgentRequest) -> HttpResponse:
    """Open the case whose reference was typed, or show what has the words, the likeliest first.

    What is chosen in a drop-down becomes a word in the box, so that there is one way to ask.
    """
    chosen = {name: request.GET[name] for name in CHOSEN if name in request.GET}
    if chosen:
        typed = as_typed(request.GET.get("q", ""), chosen)
        return redirect(f"{reverse('search')}{_address(typed)}")
    asked = read(request.GET.get("q", ""))
    named = Case.objects.filter(reference=asked.reference) if asked.reference else None
    if named is not None and not asked.filters and named.exists():
        return redirect("case", asked.reference)
    shown: dict[str, Any] = {"asked": asked, "most": MOST, "ranked": RANKED}
    shown |= {"examples": str(EXAMPLES).split(), "cause_example": _cause_example()}
    if asked.text:
        people = all_colleagues(timezone.now())
        shown["filters"] = drop_downs(_chosen(asked), people, _("Any status"))
        page = read_page(request.GET.get("page", ""))
        try:
            cases = Case.objects.all()
            found = (
                find(asked, cases, asker=request.user, page=page) if asked.asks else Found([], 0)
            )
        except ValidationError as mistakes:
            shown["mistakes"] = mistakes.messages
            return render(request, "desk/search/search.html", shown)
        late = behind()
        shown |= {
            "found": found,
            "hits": drawn(rows_of(found.rows, asked)),
            "is_behind": late is not None and late > LATE,
            "query": _address(asked.text),
            "previous": _address(asked.text, found.page - 1) if found.page > 1 else "",
            "next": _address(asked.text, found.page + 1) if found.page < found.pages else "",
            "today": timezone.localdate(),
        }
    return render(request, "desk/search/search.html", shown)


def _cause_example() -> str:
    """Return the filter by a cause whose name is more than one word, as it is called here."""
    place = 2 if (get_language() or "").startswith("zh") else 1  # after the code
    names = [one.names[place] for one in causes() if one.code == CAUSE]
    return f'{_("cause")}:"{names[0]}"' if names else ""


def _chosen(asked: Asked) -> dict[str, str]:
    """Return what the drop-downs show: a filter that was typed twice has both."""
    chosen: dict[str, str] = {}
    for name, said in asked.filters:
        chosen[name] = f"{chosen[name]},{said}" if name in chosen else said
    return chosen


def _address(text: str, page: int = 0) -> str:
    query = QueryDict(mutable=True)
    query.update({"q": text} | ({"page": str(page)} if page else {}))
    return f"?{query.urlencode()}"
