"""What a sentence asks of whoever reads it, told by its words in either language."""

import re

from support.claims.formats import is_chinese

# A sentence asks for something by these words.
_PLEASE = "(?<![申邀])请(?!求)"  # 申请 and 邀请 ask for nothing
ASKING = re.compile(rf"\bplease\b|{_PLEASE}", re.IGNORECASE)
# It asks whoever pays to pay once more, or in another way, by these.
PAYING = re.compile(
    r"\bplease\b[^.!?]*\b(?:pay\b|(?:use|choose) (?:an?|another)\b|try (?:once more|again)\b"
    r"|start (?:it again|a new payment)\b)"
    rf"|{_PLEASE}[^。；！？]*(?:(?:付款|支付)(?:方式)?(?=$|[，。；！？])|(?:改用|改选)其他|换用|换一|更换"
    r"|再试|重新发起)",
    re.IGNORECASE,
)
# And it warns by itself of paying twice by these.
WARNING = re.compile(
    r"\bbefore you pay\b|\bpay again only\b|\bdo(?:n't| not) pay\b|再次付款前|勿(?:再次|重复)付款",
    re.IGNORECASE,
)
# What was requested has to be requested once more, for it was not taken or can't be paid so.
REQUESTING = re.compile(
    r"\bplease\b[^.!?]*\b(?:request|smaller amount)\b|\brequest for payout\b"
    rf"|{_PLEASE}[^。；！？]*(?:申请|降低金额)|申请未能提交|未能提交出款",
    re.IGNORECASE,
)
# What is being recalled need not be asked for once more by these.
RECALLING = re.compile(rf"\bplease\b[^.!?]*\brecall\b|{_PLEASE}[^。；！？]*撤回", re.IGNORECASE)
# A sentence that asks only for something to be found out and told: where it stands, in a statement
# or with somebody else. One that offers a deed beside it asks for that.
_SEEKING = re.compile(
    r"\bplease\b[^.!?]*\b(?:look (?:at|for|there|once more)|check your statement|compare the two"
    r"|add (?:up the|them up)|check the account the|ask (?:your bank|the seller|the bank)|tell us"
    rf")\b|{_PLEASE}[^。；！？]*(?:账单|向[^。；，]*(?:询问|查询|确认|索取)|查看|查收|告知我们|汇率核对)",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\b(?:add|use|pay|choose) (?:an?|another|by|from)\b|\bto (?:release|recall)\b"
    r"|，或|登录|重新|申请|个人资料"
)

# And one that asks only for something to be left undone, by these.
_REFRAINING = re.compile(r"\bplease (?:do not|don't)\b|请您?[暂切]?(?:勿|不要)", re.IGNORECASE)


def asks_something(text: str) -> bool:
    """Tell whether what somebody wrote asks its reader for something."""
    return ASKING.search(text) is not None or "?" in text or "？" in text


def seeks(task: str) -> bool:
    """Tell whether what a customer is asked for is an answer, and no deed."""
    return _SEEKING.search(task) is not None and _DEED.search(task) is None


def refrains(task: str) -> bool:
    """Tell whether all that a customer is asked for is to leave something undone."""
    asked = [part for part in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", task) if part]
    return bool(asked) and all(map(_REFRAINING.search, asked))


_SENTENCES = {
    False: re.compile(r".+?(?:[.!?](?=\s|$)|$)", re.DOTALL),
    True: re.compile(r".+?(?:[。！？]|$)", re.DOTALL),
}


def task_in(text: str, language: str) -> str:
    """Return of a text what it asks for, without what it explains."""
    return parted(text, language)[0]


def explained_in(text: str, language: str) -> str:
    """Return of a text what it explains, without what it asks for."""
    return parted(text, language)[1]


def parted(text: str, language: str) -> tuple[str, str]:
    """Part what a text asks for from what it explains."""
    chinese = is_chinese(language)
    between = "" if chinese else " "
    found = [part.strip() for part in _SENTENCES[chinese].findall(text)]
    asks = [part for part in found if ASKING.search(part)]
    return between.join(asks), between.join(part for part in found if part not in asks)
