"""How somebody is reached, as the API says it and takes it."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from support.customers.contacts import KnownContact, read_email
from support.customers.reading import read_zone_name


class ContactSerializer(serializers.Serializer[KnownContact]):
    """How the customer of a case is reached, as this case was told."""

    name = serializers.CharField()
    email = serializers.CharField(help_text="An address that can be written to, or empty.")
    phone = serializers.CharField(help_text="In E.164, or empty.")
    phone_said = serializers.CharField(help_text="The number as it was sent.")
    locale = serializers.CharField()
    language = serializers.CharField(help_text="In which we write to them.")
    time_zone = serializers.CharField()


class NewCustomerSerializer(serializers.Serializer[dict[str, Any]]):
    name = serializers.CharField(max_length=200, allow_blank=True, default="")
    email = serializers.CharField(max_length=254, allow_blank=True, default="")
    phone = serializers.CharField(max_length=40, allow_blank=True, default="")
    locale = serializers.CharField(max_length=35, allow_blank=True, default="")
    time_zone = serializers.CharField(max_length=64, allow_blank=True, default="")

    def validate_email(self, value: str) -> str:
        if value and read_email(value) != value:
            raise serializers.ValidationError(_("No mail can be sent to this address."))
        return value

    def validate_time_zone(self, value: str) -> str:
        zone = read_zone_name(value)
        if value and not zone:
            raise serializers.ValidationError(_("This is no time zone."))
        return zone
