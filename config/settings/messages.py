"""How messages leave the house."""

from decimal import Decimal
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from config.settings.base import BASE_DIR, DEBUG, VAR_DIR
from config.variables import listed, named, number, variable

# Ways out of the house: the second of a channel is used while the first fails.
FILES = "files:" if DEBUG else ""  # without a provider a channel does not exist, but in the demo
EMAIL_URL = variable("EMAIL_URL", FILES)
EMAIL_URL_2 = variable("EMAIL_URL_2")
SMS_URL = variable("SMS_URL", FILES)
SMS_URL_2 = variable("SMS_URL_2")
# Messages a second over one provider (0: as fast as it takes them), and how many workers at once.
EMAIL_RATE = number("EMAIL_RATE", "0", float)
SMS_RATE = number("SMS_RATE", "0", float)
EMAIL_CONCURRENCY = number("EMAIL_CONCURRENCY", "0", int)
SMS_CONCURRENCY = number("SMS_CONCURRENCY", "1", int)
SMS_SEGMENT_PRICE = number("SMS_SEGMENT_PRICE", "0", Decimal)
# So many messages that are not urgent reach one customer on a channel in 24 hours (0: no limit).
EMAIL_DAILY_CAP = number("EMAIL_DAILY_CAP", "30", int)
SMS_DAILY_CAP = number("SMS_DAILY_CAP", "10", int)
SMS_DAILY_BUDGET = number("SMS_DAILY_BUDGET", "0", Decimal)  # 0: no limit
# Test mode: when set, only these addresses, numbers and "@domains" are reached.
ONLY_REACH = listed("ONLY_REACH")
# Hours in which nothing but what is urgent leaves, in the customer's zone: "21:00-08:00".
QUIET_HOURS = variable("QUIET_HOURS")
# Who an SMS comes from, what it is signed with and what it costs, by country.
SMS_SENDERS = Path(variable("SMS_SENDERS") or (BASE_DIR / "fixtures" / "sms_senders.csv"))
# E-mail providers by their HTTP APIs: every ANYMAIL_… variable, as django-anymail names it.
ANYMAIL: dict[str, Any] = named("ANYMAIL_")
if "WEBHOOK_SECRET" in ANYMAIL:  # several, by spaces, while providers change to a new one
    ANYMAIL["WEBHOOK_SECRET"] = ANYMAIL["WEBHOOK_SECRET"].split()
ANYMAIL |= {"REQUESTS_TIMEOUT": 30, "IDNA_ENCODER": "idna2008"}
# Bounces come back to bounces+…@ this domain; without it they go to the sender's mailbox.
BOUNCE_DOMAIN = variable("BOUNCE_DOMAIN")
# Where letters are fetched: "imaps://user:password@host/INBOX"; "" fetches none.
MAILBOX_URL = variable("MAILBOX_URL")
RAW_MAIL_DAYS = number("RAW_MAIL_DAYS", "30", int)
DKIM_DOMAIN = variable("DKIM_DOMAIN")
DKIM_SELECTOR = variable("DKIM_SELECTOR")
DKIM_KEY = variable("DKIM_KEY")  # PEM text, or the path of a file with it
# Who may read /metrics besides staff: whoever brings this token.
METRICS_TOKEN = variable("METRICS_TOKEN")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = variable("FROM_EMAIL", "Casewalk <support@casewalk.example>")
_SENDER, _MAILBOX = parseaddr(DEFAULT_FROM_EMAIL)
# The name that customers know, until a lead enters it at /settings/.
BRAND = variable("BRAND") or _SENDER or _MAILBOX.rpartition("@")[2]
# Where the demo delivers to.
OUTBOX_DIR = VAR_DIR / "outbox"
