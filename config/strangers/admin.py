"""People and their roles in the admin, in its looks; Django registers them without.

What libraries call their tables and rights in English only is called here.
"""

from typing import Any

from axes.admin import AccessAttemptAdmin
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from support.audit.models import Entry
from support.audit.services import record
from web.access import by

# Of libraries whose words are not in Chinese; their own calls find these translations.
WORDS_OF_LIBRARIES = (
    gettext_noop("All applications"),
    gettext_noop("access attempt"),
    gettext_noop("access attempts"),
    gettext_noop("access attempt expiration"),
    gettext_noop("access failure"),
    gettext_noop("access failures"),
    gettext_noop("access log"),
    gettext_noop("access logs"),
    gettext_noop("Can publish every tree"),
    gettext_noop("Attempt Time"),
    gettext_noop("Failed Logins"),
    gettext_noop("GET Data"),
    gettext_noop("POST Data"),
    gettext_noop("HTTP Accept"),
    gettext_noop("IP Address"),
    gettext_noop("Path"),
    gettext_noop("User Agent"),
    gettext_noop("Access lock out"),
    gettext_noop("Logout Time"),
    gettext_noop("Session key hash (sha256)"),
    gettext_noop("Locked Out"),
    gettext_noop("Form Data"),
    gettext_noop("Meta Data"),
)
RIGHTS = {
    "add": _("add: %(model)s"),
    "change": _("change: %(model)s"),
    "delete": _("delete: %(model)s"),
    "view": _("view: %(model)s"),
}
apps.get_app_config("axes").verbose_name = _("Sign-in limits")
apps.get_app_config("knox").verbose_name = _("API tokens")
AccessAttemptAdmin.status.short_description = _("Status")
# These have no words of their own that could be translated.
AuthToken._meta.verbose_name = _("API token")  # noqa: SLF001
AuthToken._meta.verbose_name_plural = _("API tokens")  # noqa: SLF001
for _field, _name in {
    "digest": _("fingerprint"),
    "user": _("user"),
    "created": _("given at"),
    "expiry": _("valid until"),
}.items():
    AuthToken._meta.get_field(_field).verbose_name = _name  # noqa: SLF001


def permission_in_words(permission: Permission) -> str:
    """Say what a right lets do with what, in the reader's language; Django stores it in English."""
    what = permission.content_type
    deed = permission.codename.partition("_")[0]
    if (
        what.model_class() is None
        or permission.codename != f"{deed}_{what.model}"
        or deed not in RIGHTS
    ):
        told = gettext(permission.name)
    else:
        told = str(RIGHTS[deed]) % {"model": what.name}
    return f"{capfirst(apps.get_app_config(what.app_label).verbose_name)} · {told}"


class WithRights:
    """A form of the admin that names rights in the reader's language."""

    def formfield_for_manytomany(self, db_field: Any, request: Any, **options: Any) -> Any:
        found = super().formfield_for_manytomany(db_field, request, **options)  # type: ignore[misc]
        if db_field.remote_field.model is Permission:
            found.label_from_instance = permission_in_words
        return found


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(WithRights, DjangoUserAdmin, ModelAdmin):  # type: ignore[type-arg]  # not at run time
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data:
            kind = Entry.Kind.ACCOUNT_OPENED if obj.is_active else Entry.Kind.ACCOUNT_CLOSED
            record(kind, **by(request.user), name=obj.get_username())

    def delete_model(self, request: Any, obj: Any) -> None:
        self.delete_queryset(request, User.objects.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for user in queryset:  # before, for whoever deletes themselves is known no longer after
            record(Entry.Kind.ACCOUNT_DELETED, **by(request.user), name=user.get_username())
        super().delete_queryset(request, queryset)


@admin.register(Group)
class GroupAdmin(WithRights, DjangoGroupAdmin, ModelAdmin):  # type: ignore[misc]  # as Django's
    """Roles: what whoever is given one may do."""
