"""One file a command; `manage.py help NAME` says what it does."""
