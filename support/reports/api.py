"""`reports/`: the figures over the API, each number with the filter of `cases/` behind it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.cases.viewing.conditions import Asking
from support.reports.access import ReadsReports
from support.reports.catalogue import REPORTS
from support.reports.counting import Figures, Line, Table
from support.reports.outside import count_report
from support.reports.periods import KINDS, Period, read_period
from web.access import user_of
from web.bounding import bounded

ASKED = [
    OpenApiParameter("from", str, description="First day, with `to`: 2026-11-01"),
    OpenApiParameter("to", str, description="Last day"),
    OpenApiParameter("period", str, enum=list(KINDS), description="Else the one `on` a day"),
    OpenApiParameter(
        "on",
        str,
        description="A day of that period, else today; nothing at all asks for a month: "
        "the one that it is, on its first two days the one before",
    ),
]


class FigureSerializer(serializers.Serializer[Any]):
    """How many, in the period before too (null: not counted), and the filter for its list."""

    count = serializers.IntegerField()
    before = serializers.IntegerField(allow_null=True)
    list = serializers.ChoiceField(["cases", "messages"], source="list_of")
    filter = serializers.DictField(child=serializers.CharField(), source="wanted")


class FigureShareSerializer(serializers.Serializer[Any]):
    """A share of 1 with its interval of 95 %."""

    count = serializers.IntegerField()
    of = serializers.IntegerField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class FigureRowSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    numbers = serializers.DictField(child=FigureSerializer())
    shares = serializers.DictField(child=FigureShareSerializer())


class FigureTableSerializer(serializers.Serializer[Any]):
    by = serializers.CharField()
    rows = FigureRowSerializer(many=True)


class FiguresSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    time_zone = serializers.CharField()
    total = FigureRowSerializer()
    tables = FigureTableSerializer(many=True)


class ReportView(APIView):
    """The figures of a report, by your time zone; every number is what its filter finds."""

    permission_classes = (ReadsReports,)

    @extend_schema(parameters=ASKED, responses=FiguresSerializer)
    def get(self, request: Request, name: str) -> Response:
        report = REPORTS.get(name)
        if report is None:
            raise NotFound
        now = timezone.now()
        asked = {key: str(value) for key, value in request.query_params.items()}
        period = read_period(asked, timezone.localdate(now))
        if period is None:
            message = _("There is no such period: use from and to, or period and on.")
            raise ValidationError(message, code="period")
        with bounded():
            figures = count_report(report, period, Asking(user_of(request), now))
        return Response(FiguresSerializer(as_told(figures)).data)


def as_told(figures: Figures) -> dict[str, Any]:
    """Return figures as plain values with the names of their shares."""
    period: Period = figures.period
    (total,) = figures.total.lines
    return {
        "name": figures.report.slug,
        "since": period.since,
        "until": period.until,
        "time_zone": timezone.get_current_timezone_name(),
        "total": _line(figures, total),
        "tables": [_table(figures, table) for table in figures.tables],
    }


def _table(figures: Figures, table: Table) -> dict[str, Any]:
    return {"by": table.dim, "rows": [_line(figures, line) for line in table.lines]}


def _line(figures: Figures, line: Line) -> dict[str, Any]:
    names = [one.name for one in figures.report.ratios]
    shares = dict(zip(names, line.shares, strict=True)) if line.shares else {}
    return {"key": line.key, "name": line.name, "numbers": line.numbers, "shares": shares}
