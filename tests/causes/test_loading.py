"""Loading causes and failure codes from tables."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from troubleshooting.causes.loading import load_causes, load_failure_codes
from troubleshooting.causes.models import Cause, FailureCode

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures"
CAUSES = FIXTURES / "causes.csv"
CODES = FIXTURES / "failure_codes.csv"


def edited(tmp_path: Path, table: Path, before: str, after: str) -> Path:
    text = table.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path = tmp_path / table.name
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


def test_all_causes_and_codes_are_loaded_and_loading_again_changes_nothing():
    assert len(load_causes(CAUSES).added) == 72
    assert len(load_failure_codes(CODES).added) == 781

    causes, codes = load_causes(CAUSES), load_failure_codes(CODES)

    assert (causes.added, causes.changed, causes.unchanged) == ([], {}, 72)
    assert (codes.added, codes.changed, codes.unchanged) == ([], {}, 781)
    assert (Cause.objects.count(), FailureCode.objects.count()) == (72, 781)


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
    assert (report.added, report.unchanged) == ([], 71)
    assert Cause.objects.get(slug="protocol_incompatible").name_en == "Protocol too old"


def test_a_code_that_now_stands_for_another_cause_is_reported(tmp_path):
    load_causes(CAUSES)
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
    with django_assert_max_num_queries(5):
        load_failure_codes(CODES)

    FailureCode.objects.update(source="elsewhere")

    with django_assert_max_num_queries(9):
        report = load_failure_codes(CODES)
    assert len(report.changed) == 781


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
