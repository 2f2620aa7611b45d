from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from support.calendars.models import BusinessHours, CalendarDay, CalendarYear
from support.calendars.services import forget_calendars


class CalendarAdmin(ModelAdmin):
    """Every way to change a row lets this process read the calendars anew."""

    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        forget_calendars()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        forget_calendars()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        forget_calendars()


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarAdmin):
    list_filter = ["calendar"]
    list_display = ["calendar", "day", "is_worked", "note"]
    date_hierarchy = "day"


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarAdmin):
    list_filter = ["calendar"]
    list_display = ["calendar", "year", "settled_by"]
    exclude = ["settled_by"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.settled_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(BusinessHours)
class BusinessHoursAdmin(CalendarAdmin):
    list_display = ["market", "time_zone", "calendar", "opens_at", "closes_at"]
