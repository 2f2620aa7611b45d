import pytest

from tests.checks.facts_for_tests import make_facts
from tests.every import every
from troubleshooting.checks.reading.names import Likeness, compare_names, name_words
from troubleshooting.checks.registry import Strength, run


@every(
    "account",
    [
        "TESTACCT00000074",
        "TESTWALLET000012",
        "620000******0005",
        "••••4242",
        "GB82 WEST 1234 5698 7654 32",
        "gb82west12345698765432",
        "DE89370400440532013000",
        "AA11BBBBCCCCDDDDEEEE",  # the shape of an IBAN, but no country of that name
        "user0003@example.net",
        "+8614000000903",
        "6222021234567890123",
        12345678,
    ],
)
def test_known_forms_masked_numbers_and_opaque_ids_are_plausible(account):
    finding = run("counterparty_format", make_facts(counterparty_account=account))

    assert (finding.option, finding.cause) == ("plausible", None)


@every(
    "account",
    [
        "GB83 WEST 1234 5698 7654 32",  # check digits
        "DE8937040044053201300",  # one short
        "DE89370400440532O13000",  # a letter for a zero
        "abc",
        "???!!",
        "12<script>34",
        "....",
    ],
)
def test_malformed_accounts_point_at_the_counterparty(account):
    finding = run("counterparty_format", make_facts(counterparty_account=account))

    assert (finding.option, finding.strength) == ("malformed", Strength.STRONG)
    assert finding.cause == "counterparty_not_recognised"


@pytest.mark.parametrize(
    ("number", "option"),
    [("4242424242424242", "plausible"), ("4242424242424241", "malformed")],
)
def test_card_numbers_have_a_check_digit(number, option):
    facts = make_facts(method="card", counterparty_account=number)

    assert run("counterparty_format", facts).option == option


@pytest.mark.parametrize(
    "account", ["GB83WEST12345698765432", "4242424242424242", "TESTACCT00000074"]
)
def test_no_full_account_number_is_kept_as_evidence(account):
    finding = run("counterparty_format", make_facts(counterparty_account=account))

    assert finding.values["account"] == f"…{account[-4:]}"


@pytest.mark.parametrize("account", [["x"], "9" * 3000, 1.5])
def test_an_unreadable_account_is_left_to_a_person(account):
    assert run("counterparty_format", make_facts(counterparty_account=account)).option is None


SAME = [
    ("Demo Rowan", "Rowan Demo"),
    ("DEMO ROWAN", "demo  rowan"),
    ("Demo-Rowan", "Demo Rowan"),
    ("Rowan, Demo", "Demo Rowan"),
    ("Zoë Müller", "Zoe Muller"),
    ("Søren Łukasz", "Soren Lukasz"),
    ("O’Neill Pat", "Pat O'Neill"),
    ("McDonald Ann", "Mc Donald Ann"),
    ("Anna van der Berg", "VANDERBERG ANNA"),
    ("\uff24\uff45\uff4d\uff4f Rowan", "Demo Rowan"),
    ("测试 辛", "测试辛"),
    ("辛 测试", "测试辛"),
    ("测试·辛", "测试辛"),
    ("Demo Shop Ltd.", "Demo Shop Limited"),
    ("Straße Test", "Strasse Test"),
    ("Ann Bob Cyd Dee Eve", "Eve Dee CydBob Ann"),
    ("Test A B C D E F", "F E D C B A Test"),
]
CLOSE = [
    ("J Rowan", "John Rowan"),
    ("Rowan J.", "John Rowan"),
    ("John Paul Rowan", "John Rowan"),
    ("Jon Rowan", "John Rowan"),
    ("Jhon Rowan", "John Rowan"),
    ("Johm Rowan", "John Rowan"),
    ("Mueller Anna", "Müller Anna"),
    ("测试辛", "测试新"),
]
OTHER_SCRIPT = [
    ("张伟", "Zhang Wei"),
    ("Иван Тест", "Ivan Test"),
    ("张伟", "張偉"),
    ("たなか", "Tanaka"),
]
DIFFERENT = [
    ("Demo Rowan", "Demo Willow"),
    ("Mock Larch 187", "Mock Larch 194"),
    ("Stub Maple 152", "Stub Maple 159"),  # a digit is never a slip of the pen
    ("测试丙080", "测试辛083"),
    ("Al Bo", "Al Cy"),
    ("Marn Rowan", "Miln Rowan"),  # two letters apart
    ("Al Bo", "Al Ba"),  # in two letters a slip leaves too little
    ("王明", "王朋"),
    ("测试", "王明"),
    ("A Rowan", "John Rowan"),
    ("Demo Rowan 1", "Demo Rowan"),
]


@every(
    ("first", "second", "likeness"),
    [
        *((*pair, Likeness.SAME) for pair in SAME),
        *((*pair, Likeness.CLOSE) for pair in CLOSE),
        *((*pair, Likeness.OTHER_SCRIPT) for pair in OTHER_SCRIPT),
        *((*pair, Likeness.DIFFERENT) for pair in DIFFERENT),
        ("...", "Demo", Likeness.EMPTY),
    ],
)
def test_names_are_compared_alike_from_both_sides(first, second, likeness):
    assert compare_names(first, second) is likeness
    assert compare_names(second, first) is likeness


def test_vowel_signs_of_other_scripts_belong_to_the_name():
    assert name_words("कि") != name_words("कु")
    assert compare_names("किरण", "कुरण") is not Likeness.SAME


@every(
    ("pair", "option", "cause"),
    [
        (SAME[0], "match", None),
        (DIFFERENT[0], "different", "name_mismatch"),
        (CLOSE[0], None, None),
        (OTHER_SCRIPT[0], None, None),
        (("...", "Demo"), None, None),
    ],
)
def test_only_clear_cases_of_names_are_decided(pair, option, cause):
    finding = run("name_match", make_facts(customer_name=pair[0], counterparty_name=pair[1]))

    assert (finding.option, finding.cause) == (option, cause)
    assert pair[0] in finding.message % finding.values


def test_the_merchant_of_a_payin_need_not_bear_the_customers_name():
    finding = run("name_match", make_facts(direction="payin", counterparty_name="Demo Shop Ltd"))

    assert (finding.option, finding.cause) == ("match", None)
    assert "merchant" in finding.message


def test_a_number_found_wrong_before_it_was_masked_stays_wrong():
    facts = {"counterparty_account": "************3000", "counterparty_format": "malformed"}

    finding = run("counterparty_format", facts)

    assert (finding.option, finding.strength) == ("malformed", "strong")
    assert finding.cause == "counterparty_not_recognised"
    assert "3000" in finding.message % finding.values
