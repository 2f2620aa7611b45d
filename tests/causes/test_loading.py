"""Loading causes and failure codes from tables."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from tests.codes import table
from troubleshooting.causes.code_loading import (
    load_failure_codes,
    load_message_patterns,
    load_schemes,
)
from troubleshooting.causes.loading import load_causes
from troubleshooting.causes.models import Cause, FailureCode, MessagePattern, Scheme

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures"
CAUSES = FIXTURES / "causes.csv"
CODES = FIXTURES / "failure_codes.csv"
SCHEMES = FIXTURES / "schemes.csv"
PATTERNS = FIXTURES / "message_patterns.csv"
HOW_MANY = len(table("failure_codes.csv"))


def edited(tmp_path: Path, table: Path, before: str, after: str) -> Path:
    text = table.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path = tmp_path / table.name
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


def test_all_causes_and_codes_are_loaded_and_loading_again_changes_nothing():
    assert len(load_causes(CAUSES).added) == 78
    load_schemes(SCHEMES)
    assert len(load_failure_codes(CODES).added) == HOW_MANY

    causes, codes = load_causes(CAUSES), load_failure_codes(CODES)

    assert (causes.added, causes.changed, causes.unchanged) == ([], {}, 78)
    assert (codes.added, codes.changed, codes.unchanged) == ([], {}, HOW_MANY)
    assert (Cause.objects.count(), FailureCode.objects.count()) == (78, HOW_MANY)


def test_what_customers_may_learn_of_a_cause_stands_in_the_table():
    load_causes(CAUSES)

    guarded = Cause.objects.exclude(disclosure="open").values_list("slug", "disclosure")
    assert dict(guarded) == {
        "fraud_risk": "general",
        "compliance_hold": "general",
        "card_lost_stolen": "general",
        "suspicious_document": "general",
        "holder_deceased": "silent",
        "sanctions_match": "silent",
    }


def test_every_cause_is_complete_in_both_languages():
    load_causes(CAUSES)

    for cause in Cause.objects.all():
        for name in ("name", "how_to_check", "fix", "customer_message"):
            for language in ("en", "zh"):
                assert getattr(cause, f"{name}_{language}"), (cause.slug, name, language)


def test_a_changed_row_is_reported_with_the_names_of_its_changed_fields(tmp_path):
    load_causes(CAUSES)
    path = edited(tmp_path, CAUSES, "Payment protocol not compatible", "Protocol too old")

    report = load_causes(path)

    assert report.changed == {"protocol_incompatible": ["name_en"]}
    assert (report.added, report.unchanged) == ([], 77)
    assert Cause.objects.get(slug="protocol_incompatible").name_en == "Protocol too old"


def test_a_code_that_now_stands_for_another_cause_is_reported(tmp_path):
    load_causes(CAUSES)
    load_schemes(SCHEMES)
    load_failure_codes(CODES)
    before = "清算环节超时而中止,bank_processing_slow"
    path = edited(tmp_path, CODES, before, "清算环节超时而中止,bank_system_failure")

    report = load_failure_codes(path)

    assert report.changed == {"iso20022 AB01": ["cause_id"]}
    code = FailureCode.objects.get(scheme="iso20022", code="AB01")
    assert code.cause.slug == "bank_system_failure"


def test_what_is_not_in_the_table_is_left_alone():
    load_causes(CAUSES)
    Cause.objects.filter(slug="cancelled").update(slug="our_own")

    report = load_causes(CAUSES)

    assert report.added == ["cancelled"]
    assert Cause.objects.filter(slug="our_own").exists()


def test_a_load_takes_a_few_statements_however_many_rows_it_brings(
    django_assert_max_num_queries, tmp_path
):
    load_causes(CAUSES)
    load_schemes(SCHEMES)
    with django_assert_max_num_queries(6):
        load_failure_codes(CODES)

    FailureCode.objects.update(source="elsewhere")

    with django_assert_max_num_queries(10):
        report = load_failure_codes(CODES)
    assert len(report.changed) == HOW_MANY


@pytest.mark.parametrize(
    ("before", "after", "value"),
    [
        ("protocol_incompatible,technical", "protocol_incompatible,magic", "magic"),
        ("guess,silent", "guess,whisper", "whisper"),
    ],
)
def test_a_cause_with_an_unknown_group_or_disclosure_is_refused_whole(
    tmp_path, before, after, value
):
    with pytest.raises(ValidationError, match=value):
        load_causes(edited(tmp_path, CAUSES, before, after))

    assert not Cause.objects.exists()


def test_a_code_of_an_unknown_cause_is_refused_and_named():
    with pytest.raises(ValidationError, match="iso20022 AB01"):
        load_failure_codes(CODES)

    assert not FailureCode.objects.exists()


def test_a_code_of_an_unknown_scheme_is_refused_and_named():
    load_causes(CAUSES)

    with pytest.raises(ValidationError, match="iso20022 AB01"):
        load_failure_codes(CODES)

    assert not FailureCode.objects.exists()


def test_schemes_are_loaded_with_their_parents_and_again_without_a_change():
    first, again = load_schemes(SCHEMES), load_schemes(SCHEMES)

    assert len(first.added) == len(table("schemes.csv")) == Scheme.objects.count()
    assert (again.added, again.changed) == ([], {})
    assert Scheme.objects.get(slug="sepa").parent == Scheme.objects.get(slug="iso20022")


def test_a_scheme_that_somebody_edited_stays_as_it_is_unless_it_is_put_back():
    load_schemes(SCHEMES)
    Scheme.objects.filter(slug="sepa").update(name_en="Ours")

    assert load_schemes(SCHEMES, overwrite=False).kept == {"sepa": ["name_en"]}
    assert load_schemes(SCHEMES).changed == {"sepa": ["name_en"]}


def test_patterns_are_loaded_and_again_without_a_change():
    load_causes(CAUSES)
    load_schemes(SCHEMES)

    first, again = load_message_patterns(PATTERNS), load_message_patterns(PATTERNS)

    assert len(first.added) == len(table("message_patterns.csv"))
    assert (again.added, again.changed) == ([], {})
    assert MessagePattern.objects.filter(scheme__slug="adyen").exists()


def test_a_pattern_that_cannot_be_searched_for_is_refused_and_named(tmp_path):
    load_causes(CAUSES)
    load_schemes(SCHEMES)
    path = edited(tmp_path, PATTERNS, "unable to locate,", "(unable to locate,")

    with pytest.raises(ValidationError, match="unable to locate: Brackets come in pairs"):
        load_message_patterns(path)

    assert not MessagePattern.objects.exists()


def test_what_a_duplicate_says_of_money_is_filled_in_where_nobody_said_otherwise():
    migration = import_module("troubleshooting.causes.migrations.0013_of_duplicates_filled")
    load_causes(CAUSES)
    Cause.objects.filter(slug="duplicate_request").update(of_money="")

    with connection.schema_editor() as editor:
        migration.fill(apps, editor)
    filled = Cause.objects.get(slug="duplicate_request").of_money
    Cause.objects.filter(slug="duplicate_request").update(of_money="under_way")
    with connection.schema_editor() as editor:
        migration.fill(apps, editor)

    assert filled == "not_made"
    assert Cause.objects.get(slug="duplicate_request").of_money == "under_way"
