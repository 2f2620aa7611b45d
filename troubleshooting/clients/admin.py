from django.contrib import admin
from unfold.admin import ModelAdmin

from troubleshooting.clients.models import ClientProgram


@admin.register(ClientProgram)
class ClientProgramAdmin(ModelAdmin):
    list_display = ["name", "kind", "words", "oldest", "place"]
    list_filter = ["kind"]
    search_fields = ["name", "words"]
