"""Columns that can hold words and hold none of a customer's, with the reason."""

from collections.abc import Iterator

STAFF = "of people who work here, who are no customers"
OURS = "what we wrote or set, for everybody"
BANKS = "of people who work at banks, who are no customers"
UNNAMED = "of readers whom nobody can know, and masked"
CODES = "codes, names of machines, and references of payments, which the law has us keep"

TABLES = {
    STAFF: (
        "auth.User", "auth.Group", "auth.Permission", "sessions.Session", "knox.AuthToken",
        "axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessLog", "trees.TreeRight",
        "trees.TreePresence", "staff.Team", "cases.SavedView", "roster.Rule", "roster.Cover",
        "roster.Shift", "roster.Swap", "roster.Feed",
        "desk.AgentPreference",
    ),
    OURS: (
        "causes.Scheme", "causes.MessagePattern", "causes.Cause", "causes.FailureCode",
        "clients.ClientProgram", "trees.Tree", "trees.TreeVersion", "trees.DraftChange",
        "trees.TreeLogEntry", "brand.BrandVersion", "calendars.CalendarDay", "retention.Retention",
        "calendars.CalendarYear", "calendars.BusinessHours", "calendars.ClockRule",
        "complaints.ComplaintRule",
        "sources.Source", "sources.Access", "payments.Channel", "payments.ChannelState",
        "payments.CodeOverride", "payments.PlannedStop", "payments.ChannelTally",
        "payments.ChannelTest", "payments.TestPayment", "notifications.Broadcast",
        "notifications.Wording", "guidance.GuideRule", "answering.Macro",
        "webhooks.Endpoint", "guides.Article", "guides.ArticleVersion",
        "guides.Announcement", "guides.Campaign", "guides.CampaignStep", "incidents.Incident",
        "incidents.IncidentUpdate", "inquiries.Bank", "inquiries.AnswerRule", "plans.Plan",
        "plans.PlanVersion", "plans.Drill",
    ),
    BANKS: ("liaison.Contact", "liaison.Meeting"),
    UNNAMED: ("guides.Helped",),
    CODES: (
        "contenttypes.ContentType", "health.Tally", "marks.Mark", "cases.CaseMerge",
        "walks.WalkMove", "walks.StepTally", "guidance.HelpWalk", "walks.OptionTaken",
        "payments.PaymentReference",
        "notifications.OutboxHold", "notifications.Provider", "webhooks.Delivery",
        "webhooks.Attempt", "lead.Erasure", "incidents.CaseLink", "incidents.WatchedSeries",
        "roster.Escalation",
    ),
}  # fmt: skip
COLUMNS = {
    "admin.LogEntry": ("object_id", "change_message"),
    "walks.Walk": ("subject", "present_node", "outcome_node"),
    "walks.WalkAnswer": ("node", "option", "strength", "cause"),
    "walks.StepReport": ("node",),
    "payments.Payment": (
        "reference", "amount_text", "currency", "method", "status", "source", "created_at_text",
        "tls_version", "failure_scheme", "failure_code", "counterparty_format",
    ),
    "payments.PaymentStatus": (
        "status", "source", "said", "scheme", "code", "contradiction", "digest",
    ),
    "notifications.Notification": (
        "event", "time_zone", "dedupe_key", "thread", "incident", "claimed_by", "message_id",
        "provider", "provider_id", "wording",
    ),
    "notifications.Attempt": ("provider",),
    "cases.Case": ("contact_zone", "merged_references", "skill", "tags", "reference"),
    "sources.LookUp": ("status", "claimed_by"),
    "money.MoneyStep": ("key", "currency", "looked_status", "claimed_by"),
    "inquiries.Inquiry": ("reference", "quoted"),
    "inquiries.BankLetter": ("thread", "address", "claimed_by", "words"),
    "intake.PaymentEvent": ("source", "event_id", "kind", "digest", "answer"),
}  # fmt: skip


def names() -> Iterator[str]:
    """Yield every table and every column that is nobody's, as app.Model and app.Model.column."""
    for tables in TABLES.values():
        yield from tables
    for table, columns in COLUMNS.items():
        yield from (f"{table}.{column}" for column in columns)
