"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What was loaded at the start stays for ever. Without this, every few saves of a large tree would
# wait a quarter of a second while all of it is searched for garbage.
gc.collect()
gc.freeze()
