"""The least that Django needs, so that manage.py can be tried without the apps."""

import os

import dj_database_url

SECRET_KEY = "for-tests-only"
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
USE_TZ = True
