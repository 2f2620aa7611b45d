"""How messages leave the house."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from config.settings.base import BASE_DIR, VAR_DIR
from config.variables import listed, named, variable

# Ways out of the house: the second of a channel is used while the first fails.
EMAIL_URL = variable("EMAIL_URL")
EMAIL_URL_2 = variable("EMAIL_URL_2")
SMS_URL = variable("SMS_URL")
SMS_URL_2 = variable("SMS_URL_2")
# Messages a second over one provider (0: as fast as it takes them), and how many workers at once.
EMAIL_RATE = float(variable("EMAIL_RATE", "0"))
SMS_RATE = float(variable("SMS_RATE", "0"))
EMAIL_CONCURRENCY = int(variable("EMAIL_CONCURRENCY", "0"))
SMS_CONCURRENCY = int(variable("SMS_CONCURRENCY", "1"))
SMS_SEGMENT_PRICE = Decimal(variable("SMS_SEGMENT_PRICE", "0"))
# So many messages that are not urgent reach one customer on a channel in 24 hours (0: no limit).
EMAIL_DAILY_CAP = int(variable("EMAIL_DAILY_CAP", "30"))
SMS_DAILY_CAP = int(variable("SMS_DAILY_CAP", "10"))
SMS_DAILY_BUDGET = Decimal(variable("SMS_DAILY_BUDGET", "0"))  # 0: no limit
# Test mode: when set, only these addresses, numbers and "@domains" are reached.
ONLY_REACH = listed("ONLY_REACH", "")
# Hours in which nothing but what is urgent leaves, in the customer's zone: "21:00-08:00".
QUIET_HOURS = variable("QUIET_HOURS")
# Who an SMS comes from, what it is signed with and what it costs, by country.
SMS_SENDERS = Path(variable("SMS_SENDERS") or (BASE_DIR / "fixtures" / "sms_senders.csv"))
# E-mail providers by their HTTP APIs: every ANYMAIL_… variable, as django-anymail names it.
ANYMAIL: dict[str, Any] = named("ANYMAIL_")
ANYMAIL |= {"REQUESTS_TIMEOUT": 30, "IDNA_ENCODER": "idna2008"}
# Bounces come back to bounces+…@ this domain; without it they go to the sender's mailbox.
BOUNCE_DOMAIN = variable("BOUNCE_DOMAIN")
DKIM_DOMAIN = variable("DKIM_DOMAIN")
DKIM_SELECTOR = variable("DKIM_SELECTOR")
DKIM_KEY = variable("DKIM_KEY")  # PEM text, or the path of a file with it
# Who may read /metrics besides staff: whoever brings this token.
METRICS_TOKEN = variable("METRICS_TOKEN")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = variable("FROM_EMAIL", "Casewalk <support@casewalk.example>")
# Without EMAIL_URL and SMS_URL messages are delivered to files here and shown at /outbox/.
OUTBOX_DIR = VAR_DIR / "outbox"
