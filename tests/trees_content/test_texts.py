"""Both languages everywhere, short enough to read, and nothing a customer must not see."""

import re

from tests.every import every
from tests.trees_content.document import (
    agent_texts,
    asking_nodes,
    causes,
    customer_nodes,
    customer_texts,
    nodes,
    outcomes,
    tree,
)

LANGUAGES = ("en", "zh-hans")
BODY_LENGTH = {"en": 500, "zh-hans": 250}
LABEL_LENGTH = {"en": 32, "zh-hans": 16}
AGENTS_WORDS = {
    "en": re.compile(
        r"\b(risk|fraud|complian|aml|launder|stolen|deceased|limit|channel|score|"
        r"rule|gateway|log|tls|incident|case|agent|suspect|review|desk|scheme|"
        r"server)"
    ),
    "zh-hans": re.compile(
        r"风险|风控|欺诈|合规|反洗钱|可疑|挂失|被盗|已故|限额|上限|通道|评分|规则|网关|日志|故障|工单|客服|审查|负载|服务器|移交|"
        r"客户"
    ),
}
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
EVERY_NODE = every("node", nodes().values(), ids=nodes().keys())
EVERY_LANGUAGE = every("language", LANGUAGES)


def localised(value):
    """Every {en, zh-hans} pair of the document."""
    if isinstance(value, dict):
        if "en" in value or "zh-hans" in value:
            yield value
        else:
            for part in value.values():
                yield from localised(part)
    elif isinstance(value, list):
        for part in value:
            yield from localised(part)


def test_every_text_exists_in_both_languages():
    texts = list(localised(tree()))

    assert len(texts) > 400
    assert all(set(text) == set(LANGUAGES) for text in texts)
    assert all(text[language].strip() for text in texts for language in LANGUAGES)


def test_chinese_texts_are_chinese_and_english_ones_are_not():
    for text in localised(tree()):
        assert re.search(r"[\u4e00-\u9fff]", text["zh-hans"]), text
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text["en"]), text


@EVERY_NODE
def test_chinese_uses_full_width_punctuation(node):
    assert not [text for text in agent_texts(node, "zh-hans") if HALF_WIDTH.search(text)]


@every("node", customer_nodes(), ids=lambda node: node["key"])
def test_chinese_for_customers_uses_full_width_punctuation_and_the_polite_form(node):
    texts = customer_texts(node, "zh-hans")

    assert not [text for text in texts if HALF_WIDTH.search(text)]
    assert not [text for text in texts if "你" in text]


@every("node", asking_nodes(), ids=lambda node: node["key"])
def test_questions_and_checks_ask_and_actions_do_not(node):
    asks = node["kind"] != "action"

    assert node["title"]["en"].endswith("?") is asks
    assert node["title"]["zh-hans"].endswith("？") is asks


@EVERY_LANGUAGE
@EVERY_NODE
def test_a_node_explains_itself_in_two_short_paragraphs(node, language):
    text = node["cure" if node["kind"] == "outcome" else "body"][language]

    assert len(text) <= BODY_LENGTH[language]
    assert text.count("\n\n") <= 1


@EVERY_LANGUAGE
@EVERY_NODE
def test_titles_and_labels_fit_on_a_line(node, language):
    labels = [option["label"][language] for option in node.get("options", [])]

    assert len(node["title"][language]) <= 75
    assert all(len(label) <= LABEL_LENGTH[language] for label in labels)
    assert len(labels) == len(set(labels))


@EVERY_LANGUAGE
@every("node", customer_nodes(), ids=lambda node: node["key"])
def test_no_agents_word_reaches_a_customer(node, language):
    shown = " ".join(customer_texts(node, language)).casefold()

    assert not AGENTS_WORDS[language].search(shown)


@EVERY_LANGUAGE
@every("node", customer_nodes(), ids=lambda node: node["key"])
def test_a_customers_question_is_short_and_asks(node, language):
    customer = node["customer"]

    assert customer["title"][language].endswith("?" if language == "en" else "？")
    assert len(customer["title"][language]) <= 75
    assert len(customer["body"][language]) <= 160


def test_the_customer_is_asked_about_client_identity_and_account():
    assert {node["key"] for node in customer_nodes()} >= {
        "client_used",
        "other_browser",
        "app_crash",
        "device_alert",
        "connection_lost",
        "payment_confirmed",
        "payment_cancelled",
        "account_details",
        "identity_complete",
    }


def test_a_customer_is_never_asked_for_a_code_or_a_document():
    shown = " ".join(text for node in customer_nodes() for text in customer_texts(node, "en"))

    assert "Never tell anyone the code" in shown
    assert "Please do not send us any documents" in shown


def test_an_outcome_is_titled_by_its_cause():
    full_width = str.maketrans("()", "（）")
    for node in outcomes():
        if "cause" in node:
            row = causes()[node["cause"]]
            names = {"en": row["name_en"], "zh-hans": row["name_zh"].translate(full_width)}
            if node["key"] == "out_bank_was_slow":  # says beside it why nothing is waited for
                assert node["title"] == {
                    "en": f"{names['en']}: the payment has ended",
                    "zh-hans": f"{names['zh-hans']}，付款已终止",
                }
            else:
                assert node["title"] == names
