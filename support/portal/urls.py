from django.urls import path

from support.portal.choices.views import choices
from support.portal.complaining.views import complain
from support.portal.contacting.views import contact, end_link, new_link
from support.portal.files import sent_file
from support.portal.surveying.views import survey
from support.portal.views import status_page, unknown_link
from support.portal.walking.views import own_walk
from support.portal.wishes import unsubscribe
from support.portal.writing.views import write_message

urlpatterns = [
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("<str:token>/files/<uuid:pk>/", sent_file, name="status-file"),
    path("<str:token>/messages/", write_message, name="status-messages"),
    path("<str:token>/choices/", choices, name="status-choices"),
    path("<str:token>/complaint/", complain, name="status-complaint"),
    path("<str:token>/walk/", own_walk, name="status-walk"),
    path("<str:token>/survey/", survey, name="status-survey"),
    path("<str:token>/contact/", contact, name="status-contact"),
    path("<str:token>/end/", end_link, name="status-end"),
    path("<str:token>/again/", new_link, name="status-again"),
    path("<str:token>/", status_page, name="status-page"),
    # Whatever else begins like our links is one that lost or won something on its way.
    path("", unknown_link),
    path("<path:rest>", unknown_link),
]
