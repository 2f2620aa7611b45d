"""Links and forms of templates name their page: one may be shown at the address of a press."""

import re
from pathlib import Path

TEMPLATES = Path("templates")
RELATIVE = re.compile(
    r'(?:href|hx-(?:get|post|replace-url|push-url))="\?|<form(?![^>]*(?:action=|hidden|dialog))'
)
# Pages that are shown at their own address alone, which takes what is sent to it as well.
AT_HOME = {
    "desk/broadcasts/broadcasts.html", "desk/outbox/_words.html", "desk/outbox/hold.html",
    "desk/outbox/release.html", "desk/outbox/retries.html", "desk/outbox/suppressed.html",
    "desk/team/work.html", "editor/exchange/print.html", "editor/listing/new.html",
    "editor/page/new_cause.html", "editor/statistics/_choice.html", "editor/trial/_customer.html",
    "editor/trial/_head.html", "editor/trial/_payment.html", "editor/trial/guide/_again.html",
    "editor/trial/guide/_step.html", "lead/banks/edit.html", "lead/codes/_code.html",
    "lead/guides/rules.html",
    "lead/log/log.html", "lead/macros/macro.html", "lead/mapping/map.html",
    "lead/liaison/row.html", "lead/people/agent.html", "lead/people/team.html",
    "lead/roster/duty.html",
    "lead/roster/row.html", "lead/webhooks/_log.html",
}  # fmt: skip


def test_what_leads_on_from_where_it_stands_is_shown_only_there():
    found = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if RELATIVE.search(path.read_text())
    }

    assert found == AT_HOME
