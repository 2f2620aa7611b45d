"""Whether something a customer wrote reads like a complaint: an agent is asked, once a case."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from support.cases.models import Case, Message
from support.complaints.lists import words
from support.complaints.models import Complaint, NoComplaint
from troubleshooting.marks.asking import Question

LOOKED_AT = 50  # of the newest words


def reads_like(case: Case) -> str:
    """Return the words by which a case reads like a complaint, "" where nobody is asked.

    Nobody is but while what the customer wrote waits for us, of a complaint, of a case about which
    there is one, and of words that somebody saw to be none. One query, none where nothing waits.
    """
    if case.heard_at is None or case.complaint_due_at is not None:
        return ""
    newest = _heard(case.with_merged) if case.merged_references else _HEARD.ask(case.pk)
    for heard in newest:
        if found := words().search(heard.body):
            return " ".join(found[0].split())
    return ""


def _heard(of_case: Q) -> QuerySet[Message]:
    known = Complaint.objects.filter(about=OuterRef("case"))
    seen = NoComplaint.objects.filter(case=OuterRef("case"))
    heard = Message.objects.filter(of_case, kind=Message.Kind.INCOMING).only("body")
    asked = heard.exclude(Exists(known)).exclude(Exists(seen))
    return asked.order_by("-written_at", "-pk")[:LOOKED_AT]


_HEARD = Question(lambda case: _heard(Q(case=case)))


def said_before(complaint: Complaint) -> str:
    """Return what was said in the first case that reads like the complaint made of it.

    One that was heard by itself has its own words: "" then. One query.
    """
    own = Q(case=complaint.case)
    before = Q(case=complaint.about_id, written_at__lte=complaint.received_at)
    heard = Message.objects.filter(own | before, kind=Message.Kind.INCOMING)
    found = heard.order_by("-written_at", "-pk").values_list("case", "body")[:LOOKED_AT]
    if any(case == complaint.case_id for case, _body in found):
        return ""
    return next((body for _case, body in found if words().search(body)), "")
