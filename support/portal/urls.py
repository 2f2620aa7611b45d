from django.urls import path

from support.portal.views import status_page

urlpatterns = [path("<str:token>/", status_page, name="status-page")]
