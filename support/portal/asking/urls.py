from django.urls import path

from support.portal.asking.proof_views import public_form_proof
from support.portal.asking.views import public_form, public_form_ask

urlpatterns = [
    path("", public_form, name="public-form"),
    path("details/", public_form_ask, name="public-form-ask"),
    path("<str:token>/", public_form_proof, name="public-form-proof"),
]
