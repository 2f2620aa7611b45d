"""The Chinese catalogue as it is shipped: whole, with its placeholders, one word per idea."""

import gettext
import re
from collections import Counter
from functools import cache
from pathlib import Path

from support.claims.claim import Claim
from support.claims.composing import CLAIMS
from tests.every import every

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "locale/zh_Hans/LC_MESSAGES/django.po"
MESSAGES = PROJECT / "templates/notifications"
TREES = PROJECT / "fixtures/trees"

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”）][,.:;?!()](?!s\b)|[,;:?!()][\u4e00-\u9fff]")
STRAIGHT_QUOTES = re.compile(r"[\u4e00-\u9fff][\"']|[\"'][\u4e00-\u9fff]")
# Same in both languages: a pair of placeholders has no words.
WORDLESS = {
    "%(day)s, %(clock)s",
    "%(done)s of %(total)s",
    "%(status)s (%(code)s)",
    "%(kind)s: %(count)s",
    "%(before)s → %(after)s",
    "%(name)s, %(which)s",
    "%(message)s: %(reason)s",
    "%(status)s: %(cause)s",
    "%(step)s — %(answer)s",
    "%(field)s (%(language)s)",
    ", ",
    "%(team)s: %(person)s",
    "%(what)s, %(days)s",
    "%(what)s [%(reference)s]",
    "%(what)s: %(about)s",
    "CSV",
    "Excel",
    "SWIFT",
}

# One word per idea: where the English has the first, the Chinese has the second.
GLOSSARY = [
    (r"(?<!letter )cases?", "工单"),
    (r"payouts?", "出款"),
    (r"pay-ins?", "收款"),
    (r"payments?", "付款|支付|收款|出款"),
    (r"channels?", "通道|发送方式"),  # of money, or of messages
    (r"trees?", "决策树"),
    (r"versions?", "版"),
    (r"walks?", "排查"),
    (r"guides?", "指引|排查|指南"),
    (r"steps?", "步|逐项|资金操作"),
    (r"options?", "选项"),
    # To a guide, us, a survey; of a machine.
    (r"answers?", "回答|应答|答复|回复|选项|有结果|评价|评分|响应"),
    (r"checks?(?! digit)", "检查|核对|核查|核验"),
    (r"evidence", "依据"),
    (r"facts?", "事实数据"),
    (r"causes?", "原因"),
    (r"fix", "处理办法"),
    (r"outbox", "发件箱"),
    (r"queue", "队列"),
    (r"incidents?", "故障事件"),
    (r"agents?", "客服"),
    (r"customers?", "客户"),
    (r"assignee", "负责人"),
    (r"due(?! for|\.)", "截止|到期|时限|应入账"),
    (r"overdue", "逾期|超时"),  # a payment at its bank, or a case of ours
    (r"reply", "回复"),
    (r"internal note", "内部备注"),
    (r"waiting for bank", "等待银行"),
    (r"waiting for customer", "等待客户"),
    (r"resolved", "结束|解决"),  # a case, or a fault
    (r"strong evidence", "强依据"),
    (r"weak evidence", "弱依据"),
    (r"overrul\w+", "推翻"),
    (r"skip\w*", "跳过|跳到"),
    (r"can't say", "无法判断"),
    (r"failure codes?", "失败代码"),
    (r"counterparty", "交易对手|对手|对方"),
    (r"references?", "参考号|工单号|编号"),
]
# Where the English word means something else or needs no word of its own.
ELSEWHERE = {
    r"(?<!letter )cases?": {"News of your case"},
    "payments?": {
        # Said where nobody knows yet whether it is a payment or a payout.
        "If something is still missing, write to us and we will look at your payment.",
        "This follows from your answers alone: nobody has looked at your payment yet.",
        "We have to look at your payment",
        "Daily payments of the channel per customer",
        "With this payment the day's total is %(total)s; the channel allows %(limit)s.",
        "With this payment the day's total is %(total)s, and the channel allows %(limit)s.",
    },
    "agents?": {"User Agent"},
}
# Other words for the same ideas, which nobody should meet.
SYNONYMS = re.compile(
    "渠道|个案|案件|案例|工作单|决策图|分支树|证据|改判|驳回|发送箱|寄件箱|坐席|顾客|经办人|"
    "过期未|超期|结案|应用程序|付款编号|收付款对方|你|帐户|帐号|登陆|其它"
)
# The same of what agents read alone.
DESK_SYNONYMS = re.compile("办结|推迟|分派|直接扣款|结果待执行|执行结果|开立时间|不轮到")
ENGLISH_SYNONYMS = re.compile(
    r"clock ran out|likeliest|done ones|late since|keyboard keys|single keys",
    re.IGNORECASE,
)


@cache
def catalogue() -> dict[tuple[str, str], str]:
    """Return the compiled texts by context and English; of a plural, its one Chinese form."""
    with SOURCE.with_suffix(".mo").open("rb") as file:
        stored = dict(gettext.GNUTranslations(file)._catalog)
    texts: dict[tuple[str, str], str] = {}
    for key, text in stored.items():
        name = key if isinstance(key, str) else key[0]
        context, _, english = name.rpartition("\x04")
        if english:
            texts[context, english] = text
    return texts


@cache
def source_entries() -> list[str]:
    return SOURCE.read_text(encoding="utf-8").strip().split("\n\n")[1:]


def chinese_messages() -> list[Path]:
    inside = [*MESSAGES.glob("*/zh-hans/*"), *MESSAGES.glob("about/zh-hans.*")]
    return sorted(path.relative_to(PROJECT) for path in inside)


def without_template_tags(text: str) -> str:
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "\u2060", text)


def unquoted(english: str) -> str:
    """Leave out field names and placeholders: they are no words."""
    return re.sub(r"“\w+”|“casewalk[^”]*”|%\(\w+\)s", "", english)


def found(pattern: re.Pattern[str]) -> list[str]:
    return [text for text in catalogue().values() if pattern.search(text)]


def test_the_compiled_catalogue_holds_every_entry_of_its_source():
    assert len(source_entries()) > 800
    assert len(catalogue()) == len(source_entries())


def test_no_entry_is_left_untranslated_or_marked_fuzzy():
    empty = [entry for entry in source_entries() if re.search(r'^msgstr.* ""$(?!\n")', entry, re.M)]
    fuzzy = [entry for entry in source_entries() if re.search(r"^#,.*\bfuzzy\b", entry, re.M)]

    assert empty == []
    assert fuzzy == []
    assert all(text.strip() for text in catalogue().values())


def test_no_entry_is_a_leftover_that_the_code_does_not_use():
    assert not any(entry.startswith("#~") for entry in source_entries())


def test_chinese_has_the_same_placeholders_as_english_both_ways():
    differing = [
        (english, text)
        for (_, english), text in catalogue().items()
        if Counter(PLACEHOLDER.findall(english)) != Counter(PLACEHOLDER.findall(text))
    ]

    assert differing == []


def test_every_percent_sign_belongs_to_a_placeholder():
    stray = [
        text
        for (_, english), text in catalogue().items()
        if "%" in PLACEHOLDER.sub("", text) and "%(" in english
    ]

    assert stray == []


def test_chinese_has_the_same_html_tags_as_english():
    differing = [
        (english, text)
        for (_, english), text in catalogue().items()
        if sorted(TAG.findall(english)) != sorted(TAG.findall(text))
    ]

    assert differing == []


def test_blanks_and_line_ends_around_a_text_are_those_of_the_english():
    differing = [
        english
        for (_, english), text in catalogue().items()
        if (english[0].isspace(), english[-1].isspace()) != (text[0].isspace(), text[-1].isspace())
        # A Chinese mark between two words brings its own room.
        if any(map(str.isalnum, english))
    ]

    assert differing == []


def test_every_chinese_text_is_chinese():
    wordless = {english for (_, english), text in catalogue().items() if not CHINESE.search(text)}

    assert wordless == WORDLESS


def test_punctuation_beside_chinese_characters_is_full_width():
    assert found(HALF_WIDTH) == []
    assert found(STRAIGHT_QUOTES) == []


def test_quotes_and_brackets_are_opened_and_closed_in_pairs():
    unpaired = [
        text
        for text in catalogue().values()
        if text.count("“") != text.count("”") or text.count("（") != text.count("）")
    ]

    assert unpaired == []


def test_a_sentence_stays_a_sentence_and_a_label_a_label():
    """A full stop, colon or question mark at the end stands in both languages or in neither."""
    ends = {".": "。", "?": "？", ":": "："}
    differing = [
        (english, text)
        for (_, english), text in catalogue().items()
        if (ends.get(english[-1]) or text[-1] in "。？：") and ends.get(english[-1]) != text[-1]
    ]

    assert differing == []


def test_labels_are_as_short_as_a_button_needs_them():
    long = [
        text
        for (_, english), text in catalogue().items()
        if len(english) <= 16 and english[-1] not in ".:" and len(PLACEHOLDER.sub("", text)) > 12
    ]

    assert long == []


@every(("english", "chinese"), GLOSSARY)
def test_one_chinese_word_stands_for_one_idea(english: str, chinese: str):
    idea = re.compile(rf"(?<![\w(]){english}(?![\w)])", re.IGNORECASE)
    kept = ELSEWHERE.get(english, set())
    entries = {name: text for (_, name), text in catalogue().items() if name not in kept}
    speaking = {name: text for name, text in entries.items() if idea.search(unquoted(name))}

    assert {name: text for name, text in speaking.items() if not re.search(chinese, text)} == {}


def test_exceptions_of_the_glossary_are_still_texts_of_the_product():
    names = {english for _, english in catalogue()}

    assert {name for kept in ELSEWHERE.values() for name in kept} - names == set()


def test_no_text_uses_another_word_for_an_idea_or_a_less_polite_you():
    assert found(SYNONYMS) == []
    assert found(DESK_SYNONYMS) == []


def test_no_english_text_uses_another_word_for_an_idea():
    assert [name for _, name in catalogue() if ENGLISH_SYNONYMS.search(name)] == []


def test_an_english_text_with_two_contexts_keeps_both_apart():
    assert catalogue()["case status", "New"] == "新建"
    assert catalogue()["priority", "Normal"] == "普通"
    assert catalogue()["", "Normal"] == "正常"


@every("claim", CLAIMS, ids=lambda claim: claim.key)
def test_what_customers_are_told_has_full_width_punctuation_and_our_words(claim: Claim):
    # What only repeats a task has no words of its own.
    assert CHINESE.search(claim.chinese) or claim.chinese == claim.english == "{task}"
    assert not HALF_WIDTH.search(claim.chinese)
    assert not SYNONYMS.search(claim.chinese)


@every("path", chinese_messages(), ids=str)
def test_chinese_messages_to_customers_have_full_width_punctuation_and_our_words(path: Path):
    text = without_template_tags((PROJECT / path).read_text(encoding="utf-8"))

    # What only chooses claims has no words of its own.
    assert CHINESE.search(text) or not text.replace("\u2060", "").strip()
    assert not HALF_WIDTH.search(text)
    assert not SYNONYMS.search(text)


@every("path", chinese_messages(), ids=str)
def test_chinese_messages_name_the_same_values_as_the_english_ones(path: Path):
    english = Path(str(path).replace("zh-hans", "en"))
    values = re.compile(r"\{\{\s*(\w+)")
    in_chinese, in_english = (
        set(values.findall((PROJECT / file).read_text(encoding="utf-8")))
        for file in (path, english)
    )

    # An SMS may leave out the amount to stay within its parts; a Chinese one is signed by brand.
    left_out = {"amount", "brand"} if path.name == "sms.txt" else set()
    assert in_english - in_chinese <= left_out
    assert in_chinese <= in_english


@every("path", sorted(TREES.glob("*.yaml")), ids=lambda path: path.name)
def test_trees_use_our_words_and_a_polite_you(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    allowed = re.compile("线索而非证据|应用程序崩溃或界面异常")

    assert [line for line in lines if SYNONYMS.search(allowed.sub("", line))] == []
