"""Cases keep since when an outcome waits for somebody: triggers on what moves a walk.

So the queue counts and orders them by an index. Whatever moves a walk, an answer, the time, a new
version of its guide, comes by here; a case is written only where its waiting begins or ends.
"""

import pgtrigger

from troubleshooting.walks.models import Walk

# Only the latest walk of a case counts; rows that come together are all there by then.
KEEP = """
    UPDATE cases_case SET outcome_since = told.since
    FROM (
        SELECT link.case_id,
            CASE WHEN walk.state = 'open' THEN walk.outcome_since END AS since
        FROM guidance_casewalk AS link JOIN walks_walk AS walk ON walk.id = link.walk_id
        WHERE {which} AND NOT EXISTS (
            SELECT FROM guidance_casewalk AS later
            WHERE later.case_id = link.case_id AND later.id > link.id)
    ) AS told
    WHERE cases_case.id = told.case_id AND cases_case.outcome_since IS DISTINCT FROM told.since;
    RETURN NULL;
"""
KEPT_FOR_NEW = pgtrigger.Trigger(
    name="outcome_kept_for_new",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func=KEEP.format(which="link.id = NEW.id"),
)


class WalkOfCase(Walk):
    """A walk of a case: that it comes to an outcome, leaves it or ends is kept with the case."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="outcome_kept",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state", "outcome_since"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "OLD.state IS DISTINCT FROM NEW.state"
                    " OR OLD.outcome_since IS DISTINCT FROM NEW.outcome_since"
                ),
                func=KEEP.format(which="link.walk_id = NEW.id"),
            )
        ]
