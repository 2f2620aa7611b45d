"""Every table and column of the admin has words in Chinese."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[一-鿿]")
NO_LABEL = {"__str__", "pk", "id", "usable_password", "password1", "password2"}


@pytest.fixture
def request_of_admin() -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    return request


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_an_admin_speaks_chinese(model, request_of_admin):
    ours = admin.site._registry[model]
    fields = [
        name
        for _title, options in ours.get_fieldsets(request_of_admin)
        for row in options["fields"]
        for name in ([row] if isinstance(row, str) else row)
    ]

    typed_only = set(ours.form.base_fields) - {field.name for field in model._meta.fields}

    with translation.override("zh-hans"):
        words = [model._meta.app_config.verbose_name, model._meta.verbose_name_plural]
        words += [
            label_for_field(name, model, ours)
            for name in [*ours.list_display, *fields]
            if name not in NO_LABEL and name not in typed_only
        ]

        assert [str(word) for word in words if not CHINESE.search(str(word))] == []
