"""Every table that holds something of a customer, and what becomes of it when they are erased.

What is in none of these lists must be in `not_theirs.py`, with the reason; a test walks all models.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from support.answering.models import AppliedMacro, Draft
from support.cases.models import Case, CaseEvent, Message, Referral, StatusLink
from support.complaints.models import Complaint
from support.customers.models import Customer, CustomerJoin, SourceId
from support.guidance.models import AppliedOutcome, CaseWalk
from support.guides.models import Subscriber
from support.inquiries.models import BankLetter, Inquiry
from support.intake.models import IncomingSms, Letter, PaymentEvent
from support.lead.privacy.holding import Holding
from support.lead.privacy.our_words import OUR_WORDS
from support.lead.privacy.person import GONE, Person
from support.lead.privacy.said_by_sources import SAID_BY_SOURCES
from support.notifications.models import Attempt, Notification
from support.payments.models import Payment
from support.portal.models import Ask, Asker, ContactChange, ContactCode, Post
from support.surveys.models import Survey
from troubleshooting.walks.models import StepReport, Walk, WalkAnswer

# Lines of a timeline whose values say something of the customer themselves.
PERSONAL = (
    CaseEvent.Kind.CONTACT, CaseEvent.Kind.CONTACT_ASKED, CaseEvent.Kind.WISHES,
    CaseEvent.Kind.MASKED, CaseEvent.Kind.RECEIVED, CaseEvent.Kind.REPLY, CaseEvent.Kind.JOINED,
    CaseEvent.Kind.PARTED,
)  # fmt: skip


def _walks(person: Person) -> "QuerySet[CaseWalk]":
    return CaseWalk.objects.filter(person.by_case)


def _seen_in_admin(person: Person) -> "QuerySet[LogEntry]":
    """Lines of the admin's log, which call a row by its name."""
    kinds = ContentType.objects.get_for_models(Customer, Case, Letter)
    return LogEntry.objects.filter(
        Q(content_type=kinds[Customer], object_id__in=[str(pk) for pk in person.customers])
        | Q(content_type=kinds[Case], object_id__in=[str(pk) for pk in person.cases])
    )


HOLDINGS: tuple[Holding, ...] = (
    *OUR_WORDS,
    Holding(
        _("Attempts at sending"),
        lambda person: Attempt.objects.filter(
            notification__in=Notification.objects.filter(person.by_message)
        ),
        {"words": ""},
        ("notifications.Attempt:attempts_only_grow",),
        is_ours=True,
    ),
    Holding(
        _("Messages to them"),
        lambda person: Notification.objects.filter(person.by_message),
        {"address": "", "context": {}, "subject": "", "text": "", "html": ""},
    ),
    Holding(
        _("Words of the conversation and notes"),
        lambda person: Message.objects.filter(person.by_words),
        {"body": GONE},
    ),
    Holding(
        _("What customers sent from their page"),
        lambda person: Post.objects.filter(
            Q(message__case__in=person.cases) | Q(link__case__in=person.cases)
        ),
    ),
    Holding(
        _("SMS from their number that a person saw"),
        lambda person: Letter.objects.exclude(sms=None).filter(
            person.by_case | Q(sender__in=person.phones)
        ),
    ),
    Holding(
        _("SMS from their number"),
        lambda person: IncomingSms.objects.sent_by(person.phones),
    ),
    Holding(
        _("What they asked at the public form"),
        lambda person: Ask.objects.filter(
            Q(asker__address__in=person.form_addresses) | Q(case__in=person.cases)
        ),
    ),
    Holding(
        _("Their contact at the public form"),
        lambda person: Asker.objects.filter(address__in=person.form_addresses),
    ),
    Holding(
        _("Codes to prove a contact"),
        lambda person: ContactCode.objects.filter(person.by_case),
        is_ours=True,
    ),
    Holding(
        _("Changes of the contact"),
        lambda person: ContactChange.objects.filter(person.by_case),
    ),
    Holding(_("Subscriptions"), lambda person: Subscriber.objects.at_addresses(person.emails)),
    Holding(_("Drafts"), lambda person: Draft.objects.filter(person.by_case), is_ours=True),
    Holding(
        _("Macros that could be taken back"),
        lambda person: AppliedMacro.objects.filter(person.by_case),
        is_ours=True,
    ),
    Holding(
        _("Outcomes that could be taken back"),
        lambda person: AppliedOutcome.objects.filter(walk__in=_walks(person).values("walk")),
        is_ours=True,
    ),
    Holding(
        _("Questions to other teams"),
        lambda person: Referral.objects.filter(person.by_case),
        {"question": GONE},
        is_ours=True,
    ),
    Holding(
        _("Timeline: contact, wishes, words"),
        lambda person: CaseEvent.objects.filter(person.by_case, kind__in=PERSONAL),
        {"note": "", "values": {}},
        ("cases.CaseEvent:timeline_unchanged",),
    ),
    Holding(
        _("Timeline: notes"),
        lambda person: CaseEvent.objects.filter(person.by_case).exclude(kind__in=PERSONAL),
        {"note": ""},
        ("cases.CaseEvent:timeline_unchanged",),
        is_ours=True,
    ),
    Holding(
        _("Status links"), lambda person: StatusLink.objects.filter(person.by_case), is_ours=True
    ),
    Holding(
        _("Notes on steps of the guide"),
        lambda person: WalkAnswer.objects.filter(walk__in=_walks(person).values("walk")),
        {"note": "", "reason": "", "message": "", "values": {}},
        ("walks.WalkAnswer:answers_unchanged",),
        is_ours=True,
    ),
    Holding(
        _("Facts of the guide"),
        lambda person: Walk.objects.filter(pk__in=_walks(person).values("walk")),
        {"facts": {}, "end_note": ""},
        is_ours=True,
    ),
    Holding(
        _("Reports about a step"),
        lambda person: StepReport.objects.filter(walk__in=_walks(person).values("walk")),
        {"note": "", "answer": ""},
        is_ours=True,
    ),
    Holding(
        _("Survey answers in words"),
        lambda person: Survey.objects.filter(person.by_case),
        {"words": ""},
    ),
    Holding(
        _("Complaints"),
        lambda person: Complaint.objects.filter(person.by_case),
        {},  # its words are those of its case; times, outcome and root cause are counted for years
    ),
    Holding(
        _("What banks were asked of their payments"),
        lambda person: Inquiry.objects.filter(person.by_case),
        {"words": ""},
        is_ours=True,
    ),
    Holding(
        _("Letters to banks about their payments"),
        lambda person: BankLetter.objects.filter(inquiries__case__in=person.cases).distinct(),
        {"subject": "", "text": GONE},
        is_ours=True,
    ),
    Holding(
        _("Cases: contact and subject"),
        lambda person: Case.objects.filter(pk__in=person.cases),
        {
            "contact_name": "",
            "contact_email": "",
            "contact_phone": "",
            "contact_phone_said": "",
            "contact_locale": "",
            "subject": GONE,
            "cause_words": "",
        },
    ),
    *SAID_BY_SOURCES,
    Holding(
        _("Events: what could not be read"),
        lambda person: PaymentEvent.objects.filter(payment__in=person.payments),
        {"unread": []},
    ),
    Holding(
        _("Payments: contact, payee and client"),
        lambda person: Payment.objects.filter(pk__in=person.payments),
        {
            "told_contact": {},
            "unread": [],
            "counterparty_name": "",
            "counterparty_account": "",
            "counterparty_digest": "",
            "counterparty_older_digests": [],
            "client": "",
            "failure_message": "",
        },
    ),
    Holding(_("Lines of the admin"), _seen_in_admin, {"object_repr": ""}, is_ours=True),
    Holding(
        _("The sources' numbers of the customer"),
        lambda person: SourceId.objects.filter(customer__in=person.customers),
    ),
    Holding(
        _("Joined customers"),
        lambda person: CustomerJoin.objects.filter(
            Q(kept__in=person.customers) | Q(joined__in=person.customers)
        ),
        {"moved": {}, "wishes": {}},
    ),
    Holding(
        _("The customer"),
        lambda person: Customer.objects.filter(pk__in=person.customers),
        {
            "name": "",
            "email": "",
            "phone": "",
            "locale": "",
            "time_zone": "UTC",
            "chosen_language": "",
            "chosen_zone": "",
            "wants_email": False,
            "wants_sms": False,
            "quiet_from": None,
            "quiet_until": None,
        },
    ),
)

# What `forgetting.py` finds by reading what is kept, and the search, which is indexed anew.
FOUND_BY_READING = {
    "files.StoredFile", "mailbox.IncomingMail", "intake.Letter", "intake.RefusedEvent",
    "intake.IdempotencyKey", "audit.Entry", "notifications.Suppression", "cases.SearchEntry",
}  # fmt: skip
