"""What runs by the clock; every task here may run twice without harm."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

TIMETABLE: dict[str, dict[str, Any]] = {
    "beat": {
        "task": "config.health.tasks.beat",
        "schedule": timedelta(seconds=30),
    },
    "keep-counts": {
        "task": "config.health.tasks.keep",
        "schedule": timedelta(hours=1),
    },
    "sweep-outbox": {
        "task": "support.notifications.tasks.sweep",
        "schedule": timedelta(seconds=15),
    },
    "deliver-webhooks": {
        "task": "support.webhooks.tasks.deliver",
        "schedule": timedelta(seconds=5),
        # One that nobody took up in time has nothing left to do: the next one is there.
        "options": {"expires": 5},
    },
    # What was said since, for the search; that it is found within seconds is what agents are told.
    "index-changes": {
        "task": "support.cases.tasks.index_changes",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "lower-reached": {
        "task": "support.cases.tasks.lower_reached",
        "schedule": timedelta(seconds=60),
    },
    "read-walks-again": {
        "task": "support.guidance.tasks.read_again",
        "schedule": timedelta(minutes=1),
    },
    # A minute is counted once it is over: what is out of order has to be seen within two.
    "watch-channels": {
        "task": "support.incidents.tasks.watch",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "take-up-late-payments": {
        "task": "support.intake.tasks.take_up_late",
        "schedule": timedelta(minutes=1),
    },
    "ask-look-ups": {
        "task": "support.intake.tasks.ask_look_ups",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "send-orders": {
        "task": "support.operations.money.tasks.send_orders",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "look-up": {
        "task": "support.intake.tasks.look_up",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "fetch-mail": {
        "task": "support.mailbox.tasks.fetch",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "take-letters": {
        "task": "support.intake.tasks.take_letters",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "take-sms": {
        "task": "support.intake.tasks.take_sms",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # Whoever asks at the public form waits for it.
    "send-form-links": {
        "task": "support.portal.tasks.send_links",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "catch-up-with-incidents": {
        "task": "support.incidents.tasks.catch_up",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "walk-linked-anew": {
        "task": "support.guidance.tasks.walk_linked",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "tally-walks": {
        "task": "troubleshooting.walks.tasks.tally",
        "schedule": crontab(minute=10),
    },
    "publish-due-trees": {
        "task": "troubleshooting.trees.tasks.publish_due",
        "schedule": timedelta(minutes=1),
    },
    "keep-articles-to-times": {
        "task": "support.guides.tasks.keep_articles_to_times",
        "schedule": timedelta(minutes=1),
    },
    "announce-articles": {
        "task": "support.guides.tasks.announce",
        "schedule": timedelta(minutes=1),
    },
    "scan-held-files": {
        "task": "support.files.tasks.scan_held",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "mail-reports": {
        "task": "support.lead.tasks.mail_reports",
        "schedule": crontab(minute=25),
    },
    "purge": {
        "task": "config.tasks.purge",
        "schedule": crontab(hour=3, minute=20),
    },
    "erase-asked": {
        "task": "support.lead.tasks.erase",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "wake-snoozed": {
        "task": "support.cases.tasks.wake_due",
        "schedule": timedelta(minutes=1),
    },
    "ring-clocks": {
        "task": "support.cases.tasks.ring_clocks",
        "schedule": timedelta(minutes=1),
    },
    "hand-out": {
        "task": "support.cases.tasks.hand_out",
        "schedule": timedelta(seconds=15),
    },
    "follow-up": {
        "task": "support.cases.tasks.follow_up",
        "schedule": timedelta(minutes=1),
    },
    "keep-planned-stops": {
        "task": "support.payments.tasks.keep_stops",
        "schedule": timedelta(minutes=1),
    },
    "send-test-payments": {
        "task": "support.operations.probes.tasks.send",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "tally-channels": {
        "task": "support.payments.tasks.tally_channels",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "tally-channels-of-the-day": {
        "task": "support.payments.tasks.tally_day",
        "schedule": timedelta(minutes=15),
    },
    "tell-overdue-banks": {
        "task": "support.cases.tasks.tell_overdue",
        "schedule": timedelta(minutes=5),
    },
    "play-drills": {
        "task": "support.lead.tasks.play_drills",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "tell-of-plans": {
        "task": "support.operations.plans.tasks.tell",
        "schedule": timedelta(minutes=1),
    },
    "tell-of-gaps": {
        "task": "support.roster.tasks.tell_of_gaps",
        "schedule": crontab(minute=25),
    },
    "chase-banks": {
        "task": "support.inquiries.tasks.chase",
        "schedule": timedelta(minutes=5),
    },
    # A wake-up that was lost, and what waits to be tried again.
    "send-letters-to-banks": {
        "task": "support.inquiries.tasks.send_letters",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "ask-customers": {
        "task": "support.surveys.tasks.ask",
        "schedule": timedelta(minutes=5),
    },
}
