import re
import unicodedata

from troubleshooting.checks.reading.as_written import Unreadable, read_text_or_blank, shown
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    abstain,
    is_missing,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

MAX_MESSAGE = 2000

# Wordings of banks, wallets and processors for one cause. Texts are compared in NFKC and
# small letters; "…" below stands for a few characters of the same sentence.
GAP = r"[^.。;]{0,30}?"
NO_PERIOD = r"(?:(?!daily|monthly|weekly|per day|count)[^.。;]){0,30}?"
FUNDS = "funds"
WORDINGS = {
    "counterparty_not_recognised": (
        (
            rf"(?:account|beneficiary|payee|recipient){GAP}\b(?:(?:could |can)?not (?:be )?"
            r"(?:found|located|recogni[sz]ed|identified)|does not exist|unknown)"
        ),
        r"\b(?:no such|unknown|invalid|incorrect) ?account|unable to locate|no account\b(?! yet)",
        r"(?:账号|帐号|账户|卡号).{0,4}(?:有误|错误|不存在|不正确|无效)",
        r"收款(?:人|方|账户).{0,4}不存在|查无此(?:账号|账户|户|人)",
    ),
    "name_mismatch": (
        rf"\bname{GAP}(?:mismatch|(?:does|do) not (?:match|agree)|differs?)",
        r"\bname ?mismatch|identity does not (?:fit|match) the account",
        r"(?:户名|姓名|名称).{0,8}(?:不一致|不符|不匹配|有误)",
    ),
    "bank_system_failure": (
        rf"\bbank{GAP}(?:system|core|host){GAP}(?:down|unavailable|fail|fault|error|outage)",
        r"\b(?:bank|issuer)(?: is| currently)? (?:unavailable|not available|offline|down)\b",
        r"银行.{0,4}系统.{0,4}(?:故障|异常|维护|繁忙|不可用)|(?:收款|付款|发卡)行.{0,4}不可用",
    ),
    FUNDS: (
        r"\b(?:insufficient|not enough|lack of) ?(?:funds|money|balance)",
        r"\bbalance (?:does not cover|is too low|too low|insufficient)",
        r"(?:余额|资金|备付金|头寸)(?:不足|不够)",
    ),
    "account_closed": (
        rf"\baccount{GAP}\bclosed\b|\bclosed ?account",
        r"销户|(?:账户|账号|帐户).{0,4}(?:已注销|已关闭)",
    ),
    "account_frozen": (
        rf"\baccount{GAP}\b(?:frozen|blocked|dormant|suspended)\b",
        r"\b(?:frozen|blocked|dormant) ?account",
        r"(?:账户|账号|帐户|卡).{0,6}(?:冻结|止付|久悬|封停)",
    ),
    "amount_over_limit": (
        rf"\bamount{GAP}(?:exceed|above|over|beyond){NO_PERIOD}\b(?:limit|maximum)",
        (
            r"\bexceed(?:s|ed|ing)? (?:the )?(?:maximum|single|transaction|clearing)"
            r"(?: transaction| payment)? (?:amount|limit)"
        ),
        (
            r"超(?:过|出)?(?:(?!日|月|累计|笔数|次)[^,。;]){0,12}(?:单笔|金额)"
            r"(?:(?!日|月|累计)[^,。;]){0,4}(?:限额|上限)"
        ),
        r"金额.{0,4}(?:超限|超过.{0,4}(?:限额|上限))|单笔超限",
    ),
    "outside_time_window": (
        r"\b(?:after|past|missed|invalid)(?: the)? ?cut-? ?off",
        rf"\boutside{GAP}(?:hours|window)\b|\bmarket (?:is )?closed",
        r"(?:超过|已过).{0,6}(?:截止|受理|清算).{0,2}时间|非(?:营业|工作|服务|交易|受理)(?:时间|日)",
    ),
    "identity_incomplete": (
        (
            rf"\b(?:kyc|identity|real-?name)(?: verification| check)?{GAP}"
            r"(?:incomplete|missing|required|not (?:complete|verified)|unverified)"
        ),
        r"未(?:通过|完成)?实名|实名(?:认证)?.{0,4}(?:未|不完整|不通过)",
        r"身份(?:证|信息|认证|验证)?.{0,4}(?:不完整|未通过|不通过|未认证|已过期)",
    ),
    "card_expired": (
        rf"\bcard{GAP}\bexpired\b|\bexpired card",
        r"卡片?.{0,2}(?:已过期|过期|过有效期)",
    ),
    "duplicate_request": (
        r"\bduplicate(?:d)?\b|\balready (?:been )?(?:received|paid|processed|submitted)\b",
        r"重复(?:交易|提交|请求|支付|付款|转账|订单)|已(?:受理|处理|支付)过",
    ),
    "network_unstable": (
        r"\bconnection (?:timed out|reset|refused|aborted|lost|closed)",
        r"\bnetwork (?:is )?(?:unreachable|error|failure|down)|\btransmiss?i?on ?aborted",
        r"网络.{0,2}(?:异常|超时|中断|不可达|不稳定|错误)|连接(?:超时|中断|被重置)",
    ),
    "compliance_hold": (
        r"\bcompliance\b|\bregulatory\b|\bsanctions?\b|\baml\b|\bmoney laundering",
        r"反洗钱|合规|监管(?:要求|原因|审查)|制裁",
    ),
    "fraud_risk": (
        r"\bfraud|\bsuspicious\b|\bfor risk\b|\brisk (?:control|rule|decline)",
        r"欺诈|诈骗|风控|可疑交易|风险(?:控制|拦截|拒绝|交易)",
    ),
}
PATTERNS = {cause: re.compile("|".join(wordings)) for cause, wordings in WORDINGS.items()}


@register(
    "failure_message",
    title=gettext_noop("What does the failure message say in words?"),
    options=(
        *(cause for cause in WORDINGS if cause != FUNDS),
        "insufficient_funds",
        "payout_float_insufficient",
        "none",
    ),
    reads=("failure_message", "direction"),
    source=gettext_noop("Wordings of banks and processors in English and Chinese"),
)
def failure_message(facts: Facts) -> Finding:
    """Words are only a hint: the same sentence means different things at different banks."""
    if is_missing(facts.get("failure_message")):
        return strong("none", gettext_noop("The payment came without a failure message."))
    found = _wordings(facts["failure_message"])
    if not found:
        return weak("none", gettext_noop("The failure message names no known cause."))
    if len(found) > 1:
        (cause, words), (other_cause, other_words) = list(found.items())[:2]
        return abstain(
            gettext_noop(
                "The message says both “%(words)s” and “%(other_words)s”, which point at"
                " different causes."
            ),
            words=shown(words),
            other_words=shown(other_words),
            causes=[_cause(cause, facts), _cause(other_cause, facts)],
        )
    family, words = found.popitem()
    cause = _cause(family, facts)
    return weak(cause, gettext_noop("The message says “%(words)s”."), cause, words=shown(words))


def _wordings(message: object) -> dict[str, str]:
    """Find the words that name a cause, in the order of the causes above."""
    if not isinstance(message, str):
        return {}
    text = " ".join(unicodedata.normalize("NFKC", message[:MAX_MESSAGE]).casefold().split())
    matches = {cause: pattern.search(text) for cause, pattern in PATTERNS.items()}
    return {cause: match[0] for cause, match in matches.items() if match}


def _cause(family: str, facts: Facts) -> str:
    """Lack of money is our own on a payout, and the payer's on a pay-in."""
    if family != FUNDS:
        return family
    direction = read_text_or_blank(facts.get("direction")).casefold()
    if direction not in ("payin", "payout"):
        raise Unreadable(
            gettext_noop("The message speaks of a lack of money, but it is not known whose.")
        )
    return "insufficient_funds" if direction == "payin" else "payout_float_insufficient"
