"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - every view is loaded now, before gunicorn makes workers

# What was loaded at the start stays for ever. Without this, every few saves of a large tree would
# wait a quarter of a second while all of it is searched for garbage, and the workers would soon
# hold copies of what they share.
gc.collect()
gc.freeze()
