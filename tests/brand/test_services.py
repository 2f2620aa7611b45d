"""What may be entered as who writes."""

import pytest
from django.core.exceptions import ValidationError

from support.brand.reading import Brand
from support.brand.services import check_brand
from tests.every import every


@every(
    ("field", "word"),
    [
        ("name", "x" * 41),
        ("name", "Pay【甲】"),
        ("name", "Pay: now"),
        ("name", "Pay <b>"),
        ("name", "{brand}"),
        ("name", "Pay\u202eyaP"),
        ("reply_address", "help"),
        ("reply_address", "help@harbour.test, evil@x.test"),
        ("reply_address", "hélp@harbour.test"),
        ("phone", "call us"),
        ("phone", "12"),
        ("hours", "x" * 101),
        ("postal_address", "x" * 201),
    ],
)
def test_what_nobody_could_use_is_refused_at_its_field(field, word):
    values = {"phone": "95588"} | {field: word}

    with pytest.raises(ValidationError) as refused:
        check_brand(Brand(**values))

    assert list(refused.value.message_dict) == [field]


@every("phone", ["95588", "+44 20 7946 0123", "400-000-0123", "(0)20 7946-0123x"])
def test_a_phone_is_written_as_people_dial_it(phone):
    if phone.startswith("("):
        with pytest.raises(ValidationError):
            check_brand(Brand(phone=phone))
    else:
        check_brand(Brand(phone=phone))


def test_hours_need_the_phone_that_they_are_of():
    with pytest.raises(ValidationError) as refused:
        check_brand(Brand(hours="9 to 5"))

    assert list(refused.value.message_dict) == ["hours"]
