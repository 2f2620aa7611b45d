"""The format casewalk.tree/1: its names, bounds and fields, in one place for all who read it."""

import re
from typing import Any

FORMAT = "casewalk.tree/1"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KEY = re.compile(r"[a-z0-9_]+")
LENGTH_LIMIT = 80
NODE_LIMIT = 5_000
OVERSEEN_LIMIT = 150
SIZE_LIMIT_BYTES = 2 * 1024 * 1024
DEPTH_LIMIT = 40
LANGUAGES = ("en", "zh-hans")

# What an outcome may send. The worded ones tell what only a person can say.
WORDED_MESSAGES = ("step-needs-you", "agent-reply")
MESSAGES = ("case-opened", "solution", "waiting-bank", "case-resolved", *WORDED_MESSAGES)
STATUSES = ("open", "waiting_customer", "waiting_bank", "resolved")
# As what an outcome that resolves ends the case.
ENDINGS = (
    "credited", "customer_must_act", "cannot_be_done", "duplicate", "withdrawn", "no_answer",
)  # fmt: skip

# The fields of the tree itself that its author sets, and what those of a step hold.
META = ("title", "start", "languages")
# What an outcome tells customers of its cause: of any payment, of a pay-in, of a payout.
TOLD = ("told", "told_payin", "told_payout")
TEXTS = ("title", "body", "cure", *TOLD)
VOICE = ("title", "body")
NAMES = ("group", "otherwise", "check", "cause", "message", "status", "ending", "tree", "to")
TARGETS = ("otherwise", "to")
WORDS = tuple(name for name in NAMES if name not in TARGETS)
FLAGS = ("required", "free_order", "automatic")

_COMMON = {"key", "kind", "title", "body", "customer", "group"}
_ASKED = {*_COMMON, "minutes", "required", "free_order", "otherwise", "options"}
FIELDS = {
    "question": _ASKED,
    "action": _ASKED,
    "check": {*_ASKED, "check"},
    "outcome": {*_COMMON, *TOLD, "cause", "cure", "message", "status", "ending", "automatic"},
    "jump": {*_COMMON, "tree", "to", "minutes"},
}


def is_name(pattern: re.Pattern[str], value: Any) -> bool:
    """Tell whether this can be a SLUG or a KEY."""
    is_short = isinstance(value, str) and len(value) <= LENGTH_LIMIT
    return is_short and pattern.fullmatch(value) is not None
