"""Whom one reaches at banks and what was agreed with them, over the API: leads read."""

from typing import Any

import django_filters
from rest_framework import generics, serializers

from support.inquiries.models import Bank
from support.liaison.models import Action, Contact
from support.webhooks.api import IsLead


class BankContactSerializer(serializers.ModelSerializer[Contact]):
    bank = serializers.SlugRelatedField[Bank](slug_field="slug", read_only=True)

    class Meta:
        model = Contact
        fields = [
            "bank", "name", "task", "email", "phone", "time_zone", "weekdays", "opens_at",
            "closes_at",
        ]  # fmt: skip


class ContactFilter(django_filters.FilterSet):
    bank = django_filters.CharFilter(field_name="bank__slug")

    class Meta:
        model = Contact
        fields = ("bank",)


class ContactsView(generics.ListAPIView[Contact]):
    """Contacts at banks, on their own wall clock; `weekdays` begin with 0, a Monday."""

    queryset = Contact.objects.select_related("bank")
    serializer_class = BankContactSerializer
    permission_classes = (IsLead,)
    filterset_class = ContactFilter
    ordering = ("name", "pk")


class ActionSerializer(serializers.ModelSerializer[Action]):
    bank = serializers.SlugRelatedField[Bank](slug_field="slug", read_only=True)
    owner = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = Action
        fields = ["bank", "words", "owner", "due_on", "done_at"]


class ActionFilter(django_filters.FilterSet):
    bank = django_filters.CharFilter(field_name="bank__slug")
    owner = django_filters.CharFilter(field_name="owner__username")
    is_open = django_filters.BooleanFilter(field_name="done_at", lookup_expr="isnull")

    class Meta:
        model = Action
        fields = ("bank", "owner", "is_open")


class ActionsView(generics.ListAPIView[Action]):
    """What was agreed with banks, what is due first at first."""

    queryset = Action.objects.for_list()
    serializer_class = ActionSerializer
    permission_classes = (IsLead,)
    filterset_class = ActionFilter
    ordering = ("due_on", "pk")
