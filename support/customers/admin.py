from django.contrib import admin

from support.customers.models import Customer
from web.looking import LookOnly


@admin.register(Customer)
class CustomerAdmin(LookOnly):
    """Who somebody is comes from their payments; what they wish, from themselves."""

    list_display = ["name", "email", "phone", "locale", "time_zone", "joined_into"]
    list_filter = ["only_essential", "wants_email", "wants_sms"]
    search_fields = ["name", "email", "phone"]
    list_select_related = ["joined_into"]
    show_full_result_count = False
