"""Believable cases by the hundred thousand, half of them Chinese, written by the database.

One case comes in by its own door. All others are copies of its rows with their own references,
people, amounts, times and conversations, made by one statement a table; triggers and foreign keys
are off meanwhile, and indexes are made afterwards. What a case is found by is cut by the product.
"""

import random
from collections.abc import Iterator
from typing import Any

FIRST = 1_000  # number of the first of them
SPEAKING = 5  # messages of a case
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = range(30, -1, -5)
TALKS = 4_000  # different conversations
BATCH = 5_000
# Words as often as in talk: the first of these lists much oftener than the last.
EN = """
the payment bank money has not arrived account please when transfer sent we you is it today
received returned reference number waiting confirm details amount customer name closed wrong
beneficiary branch code rejected funds status update tomorrow friday correct release check
compliance review limit exceeded duplicate refund card wallet statement screenshot urgent salary
rent supplier invoice delayed holiday cut-off currency rate fee charge dispute
""".split()  # noqa: SIM905
ZH = [
    "银行", "付款", "没有", "到账", "您好", "请问", "今天", "账户", "什么", "时候", "转账", "已经",
    "我们", "核实", "金额", "收款", "退回", "账号", "信息", "处理", "工单", "客户", "状态", "确认",
    "明天", "限额", "注销", "姓名", "错误", "审核", "合规", "截图", "工资", "房租", "发票", "延迟",
    "节假日", "手续费", "汇率", "退款", "钱包", "提现", "出款", "失败", "重试", "联系", "客服",
]  # fmt: skip
KINDS = ("incoming", "outgoing", "note", "incoming", "outgoing")
NAMES: dict[str, Any] = {
    "first": [f"{a}{b}" for a in ("Al", "Be", "Co", "Da", "El")
              for b in ("ma", "no", "ri", "sa", "to", "via", "den", "lin")],
    "last": [f"{a}{b}" for a in ("Oak", "Fern", "Moss", "Ash", "Elm")
             for b in ("ley", "ton", "field", "by", "worth", "wood", "ham", "dale")],
    "surnames": list("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"),
    "given": [f"{a}{b}" for a in "伟芳娜敏静" for b in "一二三四五六七八"],
}  # fmt: skip
NAME = """CASE n %% 2 WHEN 0 THEN 'Mock ' || (%(first)s::text[])[1 + n / 2 %% 40] || ' '
    || (%(last)s::text[])[1 + n / 80 %% 40]
    ELSE (%(surnames)s::text[])[1 + n / 2 %% 20] || (%(given)s::text[])[1 + n / 40 %% 40] END"""
EMAIL = "'user' || n || '@mail' || n %% 900 || '.example'"
PHONE = "CASE n %% 2 WHEN 0 THEN '+44' || 7000000000 + n ELSE '+86' || 13000000000 + n END"
# Of n times 37 and five the check is always "5" (`support.cases.references`).
NUMBER = "(n::bigint * 37 + 5)"
REFERENCE = "'CW-' || {} || '5'".format(
    " || ".join(f"substr('{ALPHABET}', 1 + ({NUMBER} >> {bits} & 31)::int, 1)" for bits in BITS)
)
WALK = "md5('walk' || n)::uuid"
# Four in ten are done. Of the others every fifth has an agent, some wait, sleep or were answered.
OPEN = "n %% 10 > 3"
STATUS = f"""CASE WHEN NOT ({OPEN}) THEN 'resolved' ELSE (ARRAY['new', 'open', 'open',
    'waiting_customer', 'waiting_bank'])[1 + n / 10 %% 5] END"""
OPENED = "now() - (%(end)s - n) * interval '60 days' / %(cases)s"
# A table, which of its rows is copied, and what differs in the copies: each number n makes one.
COPIED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("customers_customer", "id = %(customer)s", {
        "id": "n", "email": EMAIL, "phone": PHONE, "name": NAME,
        "locale": "CASE n %% 2 WHEN 0 THEN 'en-GB' ELSE 'zh-Hans' END"}),
    ("payments_payment", "id = %(payment)s", {
        "id": "n", "customer_id": "n", "reference": "'PAY-B' || 10000000 + n",
        "amount": "(n::bigint * 7919 %% 1000000) / 100.0",
        "amount_text": "trim(to_char((n::bigint * 7919 %% 1000000) / 100.0, '9999990.00'))",
        "counterparty_name": NAME, "counterparty_digest": "md5('a' || n / 3) || md5('b' || n / 3)",
        "initiated_at": OPENED,
        "channel_id": "(%(channels)s::bigint[])[1 + n %% cardinality(%(channels)s::bigint[])]"}),
    ("cases_case", "id = %(case)s", {
        "id": "n", "customer_id": "n", "payment_id": "n", "reference": REFERENCE,
        "status": STATUS,
        "assignee_id": "CASE WHEN n %% 5 = 4 THEN (%(agents)s::bigint[])[1 + n / 5 %% 40] END",
        "team_id": "CASE WHEN n %% 3 = 0 THEN %(team)s::bigint END",
        "resolved_at": f"CASE WHEN NOT ({OPEN}) THEN now() END",
        "ending": f"CASE WHEN NOT ({OPEN}) THEN 'credited' ELSE '' END",
        "due_at": f"""CASE WHEN {OPEN} AND n / 10 %% 5 <> 3
            THEN now() + (n::bigint * 7919 %% 20000 - 500) * interval '1 minute' END""",
        "heard_at": f"CASE WHEN {OPEN} AND n %% 50 = 6 THEN now() - interval '1 hour' END",
        "outcome_since": f"CASE WHEN {OPEN} AND n %% 60 = 8 THEN now() - interval '1 hour' END",
        "unreached_since": "CASE WHEN n %% 1000 = 5 THEN now() - n %% 900 * interval '1 hour' END",
        "wakes_at": f"""CASE WHEN {OPEN} AND n %% 40 = 7
            THEN now() + n * interval '1 second' END""",
        "contact_name": NAME, "contact_email": EMAIL, "contact_phone": PHONE,
        "contact_locale": "CASE n %% 2 WHEN 0 THEN 'en-GB' ELSE 'zh-Hans' END",
        "language": "CASE n %% 2 WHEN 0 THEN 'en' ELSE 'zh-hans' END",
        "subject": "CASE n %% 2 WHEN 0 THEN 'Payout not received' ELSE '出款未到账' END",
        "cause_id": """CASE WHEN n %% 5 < 3
            THEN (%(causes)s::bigint[])[1 + n %% cardinality(%(causes)s::bigint[])] END""",
        "opened_at": OPENED}),
    ("walks_walk", "id = %(walk)s", {
        "id": WALK, "subject": REFERENCE, "started_at": OPENED}),
    ("guidance_casewalk", "walk_id = %(walk)s", {"id": "n", "case_id": "n", "walk_id": WALK}),
    ("walks_walkanswer", "walk_id = %(walk)s", {"id": "", "walk_id": WALK}),
    ("cases_caseevent", "case_id = %(case)s", {"id": "", "case_id": "n", "happened_at": OPENED}),
    ("notifications_notification", "thread = %(thread)s", {
        "id": "md5(one.id || '-' || n)::uuid", "customer_id": "n", "sequence": "",
        "thread": REFERENCE, "address": EMAIL,
        "state": "'sent'", "sent_at": OPENED, "handed_at": OPENED,
        "dedupe_key": "one.dedupe_key || '-' || n", "message_id": "one.message_id || n",
        "html": "''", "stands_in_for_id": "NULL", "superseded_by_id": "NULL"}),
)  # fmt: skip
SAID = """
    INSERT INTO cases_message (case_id, kind, body, written_at, medium)
    SELECT n, talk.kind, talk.body, now() - (60 - talk.place) * interval '1 hour', ''
    FROM generate_series(%(begin)s::int, %(end)s::int) AS n
    JOIN bench_talk AS talk ON talk.number = n %% %(talks)s ORDER BY n, talk.place
"""
FOUND = """
    INSERT INTO cases_searchentry (case_id, part, words)
    SELECT known.case_id, 0, known.words::tsvector || said.words::tsvector
    FROM bench_known AS known JOIN bench_said AS said ON said.number = known.case_id %% %(talks)s
"""


def settle(cases: int) -> None:
    """Fill an empty house: a lead, their team, 39 agents, and so many cases like one."""
    from django.contrib.auth.models import User

    from benchmarks import cost
    from benchmarks.samples import user
    from support.cases.models import Case
    from support.staff.models import Membership, Team

    lead = user()
    team = Team.objects.create(name="Payouts")
    Membership.objects.create(team=team, user=lead, role="lead")
    others = [User(username=f"agent{number}", is_staff=True) for number in range(39)]
    agents = [lead.pk, *(one.pk for one in User.objects.bulk_create(others))]
    cost._waiting()()  # noqa: SLF001  the case that all others are like
    fill(Case.objects.latest("pk"), cases, agents, team.pk)


def reference_of(number: int) -> str:
    """Return the reference of one of them, as the database writes it."""
    digits = (ALPHABET[(number * 37 + 5) >> bits & 31] for bits in BITS)
    return f"CW-{''.join(digits)}5"


def fill(like: Any, cases: int, agents: list[int], team: int) -> int:
    """Copy a case so many times, the same each time; return the last number."""
    from django.db import connection

    asked = _asked(like, cases, agents, team)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '128MB'")
        tables = [*(table for table, *_rest in COPIED), "cases_message", "cases_searchentry"]
        indexes = _indexes(cursor, tables)
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for table, which, changes in COPIED:
            cursor.execute(_copying(cursor, table, which, changes), asked)
        _say(cursor, asked)
        _let_be_found(cursor, asked)
        for _name, definition in indexes:
            cursor.execute(definition)
        for table in ("customers_customer", "payments_payment", "cases_case", "guidance_casewalk"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %(end)s)", asked
            )
        cursor.execute("SET session_replication_role = origin; RESET work_mem")
        cursor.execute("TRUNCATE cases_unfound")
        cursor.execute("VACUUM (ANALYZE)")
    return int(asked["end"])


def _asked(like: Any, cases: int, agents: list[int], team: int) -> dict[str, Any]:
    from support.payments.models import Channel
    from troubleshooting.causes.models import Cause

    return NAMES | {
        "begin": FIRST, "end": FIRST + cases - 1, "cases": cases, "talks": TALKS,
        "case": like.pk, "customer": like.customer_id, "payment": like.payment_id,
        "walk": like.walks.get().walk_id, "thread": like.reference, "agents": agents, "team": team,
        "channels": list(Channel.objects.order_by("pk").values_list("pk", flat=True)),
        "causes": list(Cause.objects.order_by("pk").values_list("pk", flat=True)),
    }  # fmt: skip


def _indexes(cursor: Any, tables: list[str]) -> list[tuple[str, str]]:
    """Return those that keep no constraint, as they are made."""
    cursor.execute(
        """SELECT made.indexname, made.indexdef FROM pg_indexes AS made
        WHERE made.tablename = ANY(%s) AND made.schemaname = current_schema AND NOT EXISTS (
            SELECT FROM pg_constraint WHERE conindid = made.indexname::regclass)
            AND made.indexdef NOT LIKE 'CREATE UNIQUE%%'""",
        [tables],
    )
    return list(cursor.fetchall())


def _copying(cursor: Any, table: str, which: str, changes: dict[str, str]) -> str:
    cursor.execute(
        """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
        AND NOT attisdropped AND attgenerated = ''""",
        [table],
    )
    known = {name: changes.get(name, f"one.{name}") for (name,) in cursor.fetchall()}
    assert changes.keys() <= known.keys(), (table, changes.keys() - known.keys())
    kept = {name: value for name, value in known.items() if value}  # "" is what the table gives
    return (
        f"INSERT INTO {table} ({', '.join(kept)}) SELECT {', '.join(kept.values())} "
        f"FROM {table} AS one, generate_series(%(begin)s::int, %(end)s::int) AS n WHERE {which} "
        "ORDER BY n"
    )


def _say(cursor: Any, asked: dict[str, Any]) -> None:
    """Write the conversations; the words that they are found by are cut once for each."""
    from support.cases.search.vectors import Text, vectors

    cursor.execute("CREATE TEMP TABLE bench_talk (number int, place int, kind text, body text)")
    cursor.execute("CREATE TEMP TABLE bench_said (number int PRIMARY KEY, words text)")
    talks = list(_talks())
    _copied(cursor, "bench_talk", [
        (number, place, kind, body) for number, bodies in enumerate(talks)
        for place, (kind, body) in enumerate(zip(KINDS, bodies, strict=True))
    ])  # fmt: skip
    said = ((number, vectors(0, map(Text, bodies))[0]) for number, bodies in enumerate(talks))
    # Each case has its own place among the newest, which the talk alone does not know.
    _copied(cursor, "bench_said", ((number, words.rpartition(" ")[0]) for number, words in said))
    cursor.execute(SAID, asked)


def _let_be_found(cursor: Any, asked: dict[str, Any]) -> None:
    from support.cases.models import Case
    from support.cases.search.indexing import _known, _labels
    from support.cases.search.vectors import vectors

    cursor.execute("CREATE TEMP TABLE bench_known (case_id bigint, words text)")
    shown = Case.objects.select_related("customer", "payment__channel", "cause")
    for begin in range(asked["begin"], asked["end"] + 1, BATCH):
        cases = shown.filter(pk__range=(begin, min(begin + BATCH - 1, asked["end"])))
        known = ((case.pk, vectors(case.pk, _known(case, ()), _labels(case))[0]) for case in cases)
        _copied(cursor, "bench_known", known)
    cursor.execute(FOUND, asked)


def _copied(cursor: Any, table: str, rows: Any) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _talks() -> Iterator[list[str]]:
    """Say the same each time; every second talk is Chinese, as every second case is."""
    rng = random.Random(7)
    weights = [[1 / (1 + at) for at in range(len(words))] for words in (EN, ZH)]
    for number in range(TALKS):
        is_chinese = number % 2
        blank, stop = ("", "。") if is_chinese else (" ", ".")
        words, likely = (EN, ZH)[is_chinese], weights[is_chinese]
        yield [
            blank.join(rng.choices(words, likely, k=rng.randint(12, 30))) + stop for _kind in KINDS
        ]
