from django.db import migrations

# What walks count for at the steps they came to, a row for each step of each: nowhere else stands
# what the numbers of statistics mean. Of an answer and a move at the same moment the answer was
# given in the new version. `answers_seen` bounds the answers, so that a walk counts as it was
# before the change that a trigger is called for, whichever of its rows is written first.
ROWS = """
    CREATE OR REPLACE FUNCTION walks_seconds(exactly numeric) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
        -- Two digits, so that a day has some hundred of them at most, however many walks.
        SELECT CASE WHEN exactly < 100 THEN round(exactly)
            ELSE round(exactly, 1 - floor(log(exactly))::integer) END::integer
    $$;
    CREATE OR REPLACE FUNCTION walks_step_rows(walks uuid[]) RETURNS TABLE (
        version_id bigint, day date, part text, node text, left_on date, seconds integer,
        visits integer, exits integer, cant_say integer, skipped integer, jumps integer,
        reports integer, overrules integer, confirmed integer, refuted integer
    ) LANGUAGE sql STABLE
    -- From each walk by index to what is its own: of thousands PostgreSQL would read whole tables.
    SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    WITH chosen AS (
        SELECT walk.id, walk.version_id, walk.state, walk.answers_seen, walk.present_node,
            walk.outcome_node, walk.started_at, walk.ended_by_id, walk.confirmed,
            (walk.started_at AT TIME ZONE 'UTC')::date AS day,
            (SELECT max(moved_at) FROM walks_walkmove WHERE walk_id = walk.id) AS moved_at
        FROM unnest(walks) AS one (id) JOIN walks_walk AS walk ON walk.id = one.id
    ),
    -- Which version a walk was in, and from when until when; of one that moved also the whole.
    spans AS (
        SELECT chosen.*, chosen.version_id AS version,
            CASE WHEN moved_at IS NULL THEN 'both' ELSE 'whole' END AS part,
            '-infinity'::timestamptz AS begins, 'infinity'::timestamptz AS ends
        FROM chosen
        UNION ALL
        SELECT chosen.*, chosen.version_id, 'part', moved_at, 'infinity'
        FROM chosen WHERE moved_at IS NOT NULL
        UNION ALL
        SELECT chosen.*, move.before_id, 'part', coalesce((
            SELECT max(earlier.moved_at) FROM walks_walkmove AS earlier
            WHERE earlier.walk_id = chosen.id AND earlier.moved_at < move.moved_at
        ), '-infinity'), move.moved_at
        FROM chosen JOIN walks_walkmove AS move ON move.walk_id = chosen.id
    ),
    given AS (
        SELECT span.id, span.version, span.day, span.part, span.begins, span.ends,
            answer.node, answer.option, answer.kind, answer.overrules, answer.answered_at,
            CASE WHEN answer.source <> 'check' AND row_number() OVER (
                PARTITION BY span.id, span.version, span.part, answer.node ORDER BY answer.number
            ) = 1 THEN extract(epoch FROM answer.answered_at - lag(
                answer.answered_at, 1, span.started_at
            ) OVER (PARTITION BY span.id, span.version, span.part ORDER BY answer.number)) END
                AS took
        FROM spans AS span JOIN walks_walkanswer AS answer
            ON answer.walk_id = span.id AND answer.number <= span.answers_seen
    ),
    -- What happened at a step; `came` where a walk was there, not only spoken of.
    happened AS (
        SELECT id, version, day, part, node, true AS came, NULL::date AS left_on, took,
            0 AS exits, kind = 'cant_say' AS cant_say, kind = 'skipped' AS skipped,
            kind = 'jumped' AS jumped_off, false AS jumped_to, false AS reported, overrules,
            false AS confirmed, false AS refuted
        FROM given WHERE kind <> 'retracted' AND answered_at >= begins AND answered_at < ends
        UNION ALL
        SELECT id, version, day, part, option, false, NULL, NULL, 0, false, false, false, true,
            false, false, false, false
        FROM given WHERE kind = 'jumped' AND option IS NOT NULL
            AND answered_at >= begins AND answered_at < ends
        UNION ALL
        SELECT span.id, span.version, span.day, span.part, report.node, false, NULL, NULL, 0,
            false, false, false, false, true, false, false, false
        FROM spans AS span JOIN walks_stepreport AS report ON report.walk_id = span.id
        WHERE report.reported_at >= span.begins AND report.reported_at < span.ends
        UNION ALL
        -- Where it ended, or stands unanswered: left once nobody answered for seven whole days.
        SELECT span.id, span.version, span.day, span.part,
            CASE span.state WHEN 'concluded' THEN span.outcome_node ELSE span.present_node END,
            true, CASE span.state WHEN 'open' THEN (coalesce((
                SELECT answer.answered_at FROM walks_walkanswer AS answer
                WHERE answer.walk_id = span.id AND answer.number <= span.answers_seen
                ORDER BY answer.number DESC LIMIT 1
            ), span.started_at) AT TIME ZONE 'UTC')::date + 8 END, NULL,
            -- A walk that the payment overtook was left by nobody.
            CASE WHEN span.state = 'abandoned' AND span.ended_by_id IS NULL THEN 0 ELSE 1 END,
            false, false, false, false, false, false,
            span.state = 'concluded' AND coalesce(span.confirmed, false),
            span.state = 'concluded' AND NOT coalesce(span.confirmed, true)
        FROM spans AS span WHERE span.ends = 'infinity'
        UNION ALL
        -- The walk itself.
        SELECT span.id, span.version, span.day, span.part, '', true,
            CASE span.state WHEN 'open' THEN span.day END, NULL, (span.state = 'concluded')::integer,
            false, false, false, false, false, false, false, false
        FROM spans AS span WHERE span.ends = 'infinity'
    )
    SELECT version, day, part, node, max(left_on), walks_seconds(min(took)),
        bool_or(came)::integer, max(exits), bool_or(cant_say)::integer, bool_or(skipped)::integer,
        bool_or(jumped_off)::integer + bool_or(jumped_to)::integer, bool_or(reported)::integer,
        bool_or(overrules)::integer, bool_or(confirmed)::integer, bool_or(refuted)::integer
    FROM happened GROUP BY id, version, day, part, node
    $$;
"""
# A tallied walk that changes is taken off the tallies as it was, in the same transaction, and counts
# as it is until it is tallied again. Others cost nothing.
TAKEN_OFF = """
    CREATE OR REPLACE FUNCTION walks_take_off(walk uuid) RETURNS void LANGUAGE sql AS $$
        INSERT INTO walks_steptally (
            version_id, day, part, node, left_on, seconds, visits, exits, cant_say, skipped, jumps,
            reports, overrules, confirmed, refuted, is_loose
        ) SELECT version_id, day, part, node, left_on, seconds, -visits, -exits, -cant_say,
            -skipped, -jumps, -reports, -overrules, -confirmed, -refuted, true
        FROM walks_step_rows(ARRAY[walk])
    $$;
    CREATE OR REPLACE FUNCTION walks_change_tallied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM walks_take_off(OLD.id);
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        NEW.tallied_at := NULL;
        RETURN NEW;
    END $$;

    -- What stands beside a walk changes without it. It is locked first: one that is being tallied
    -- just now is found tallied, one that is not is left out until this is seen.
    CREATE OR REPLACE FUNCTION walks_change_beside_tallied() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        walk uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.walk_id ELSE NEW.walk_id END;
    BEGIN
        IF (SELECT tallied_at FROM walks_walk WHERE id = walk FOR NO KEY UPDATE) IS NOT NULL THEN
            PERFORM walks_take_off(walk);
            UPDATE walks_walk SET tallied_at = NULL WHERE id = walk;
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$;
"""
NOT_TAKEN_OFF = """
    DROP FUNCTION IF EXISTS walks_change_beside_tallied();
    DROP FUNCTION IF EXISTS walks_change_tallied();
    DROP FUNCTION IF EXISTS walks_take_off(uuid);
"""
NO_ROWS = """
    DROP FUNCTION IF EXISTS walks_step_rows(uuid[]);
    DROP FUNCTION IF EXISTS walks_seconds(numeric);
"""
WALK = """
    CREATE OR REPLACE TRIGGER tallied_changed BEFORE UPDATE ON walks_walk FOR EACH ROW WHEN (
        OLD.tallied_at IS NOT NULL AND (
            OLD.version_id, OLD.state, OLD.answers_seen, OLD.present_node, OLD.outcome_node,
            OLD.started_at, OLD.ended_by_id, OLD.confirmed
        ) IS DISTINCT FROM (
            NEW.version_id, NEW.state, NEW.answers_seen, NEW.present_node, NEW.outcome_node,
            NEW.started_at, NEW.ended_by_id, NEW.confirmed
        )) EXECUTE FUNCTION walks_change_tallied();
    CREATE OR REPLACE TRIGGER tallied_deleted BEFORE DELETE ON walks_walk FOR EACH ROW
        WHEN (OLD.tallied_at IS NOT NULL) EXECUTE FUNCTION walks_change_tallied();
"""
NOT_WALK = """
    DROP TRIGGER IF EXISTS tallied_deleted ON walks_walk;
    DROP TRIGGER IF EXISTS tallied_changed ON walks_walk;
"""
BESIDE = [
    ('tallied_reported', 'INSERT OR DELETE OR UPDATE OF walk_id, node, reported_at', 'walks_stepreport'),
    ('tallied_moved', 'INSERT OR DELETE OR UPDATE', 'walks_walkmove'),
    # Those that come change `answers_seen`; an erased walk loses its answers before it goes itself.
    ('tallied_erased', 'DELETE', 'walks_walkanswer'),
]


def beside(name, changes, table):
    return migrations.RunSQL(
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {changes} ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION walks_change_beside_tallied()",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
    )


class Migration(migrations.Migration):
    # Each table is locked by itself: who writes answers meanwhile holds one of them and waits for
    # another. What stopped half way can be run again.
    atomic = False

    dependencies = [
        ('walks', '0010_walks_by_day'),
    ]

    operations = [
        migrations.RunSQL(ROWS, NO_ROWS),
        migrations.RunSQL(TAKEN_OFF, NOT_TAKEN_OFF),
        migrations.RunSQL(WALK, NOT_WALK),
        *(beside(*one) for one in BESIDE),
    ]
