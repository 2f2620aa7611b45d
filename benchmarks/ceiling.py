"""The ceilings of the web ratios, on the same server.

A bare DRF view that inserts one row; and a bare page in the frame that all pages of agents have,
which shows somebody signed in 50 rows that an index has in order.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.cases.models import Case
from support.desk.access import for_agents
from support.intake.models import PaymentEvent


class BareSerializer(serializers.Serializer[dict[str, Any]]):
    event_id = serializers.CharField(max_length=200)


class BareInsertView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def post(self, request: Request) -> Response:
        form = BareSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = PaymentEvent.objects.create(
            event_id=form.validated_data["event_id"], kind="bare", received_at=timezone.now()
        )
        return Response({"id": row.pk}, 201)


ROWS = """{% extends "web/base.html" %}{% block content %}<table>{% for case in cases %}
<tr><td><a href="{% url 'case' case.reference %}">{{ case.reference }}</a></td>
<td>{{ case.contact_name }}</td><td>{{ case.subject }}</td><td>{{ case.opened_at|date:"c" }}</td>
<td>{{ case.payment.amount_text }}</td><td>{{ case.assignee.username }}</td></tr>
{% endfor %}</table>{% endblock %}"""
SHOWN = (
    "reference", "contact_name", "subject", "opened_at", "payment__amount_text",
    "assignee__username",
)  # fmt: skip


@for_agents
def bare_rows(request: HttpRequest) -> HttpResponse:
    shown = Case.objects.select_related("payment", "assignee").order_by("-opened_at", "-pk")
    template = engines["django"].from_string(ROWS)
    return HttpResponse(template.render({"cases": shown.only(*SHOWN)[:50]}, request))


urlpatterns = [
    path("bare/", BareInsertView.as_view()),
    path("bare/rows/", bare_rows),
    path("", include("config.urls")),
]
