"""The time zones that customers choose from: a place for each clock that many of them live by."""

from datetime import datetime

from support.claims.zones import zone_in_words
from support.notifications.outbox.policy import zone_of

ZONES = (
    "Pacific/Auckland", "Australia/Sydney", "Australia/Perth", "Asia/Tokyo", "Asia/Seoul",
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei",
    "Asia/Singapore", "Asia/Kuala_Lumpur", "Asia/Manila", "Asia/Bangkok", "Asia/Ho_Chi_Minh",
    "Asia/Jakarta", "Asia/Yangon", "Asia/Dhaka", "Asia/Kolkata", "Asia/Karachi", "Asia/Dubai",
    "Asia/Riyadh", "Europe/Moscow", "Europe/Istanbul", "Africa/Nairobi", "Africa/Cairo",
    "Africa/Johannesburg", "Europe/Athens", "Europe/Kyiv", "Europe/Berlin", "Europe/Paris",
    "Europe/Madrid", "Europe/Rome", "Africa/Lagos", "Europe/London", "Europe/Lisbon",
    "America/Sao_Paulo", "America/Buenos_Aires", "America/Santiago", "America/St_Johns",
    "America/New_York", "America/Toronto", "America/Bogota", "America/Lima",
    "America/Mexico_City", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Vancouver",
)  # fmt: skip


def zone_choices(own: str, language: str, now: datetime) -> list[tuple[str, str]]:
    """Return the zones to choose from, each with what its clocks show now; their own is one."""
    zones = ZONES if own in ZONES else (own, *ZONES)
    local = [(zone, now.astimezone(zone_of(zone))) for zone in zones]
    return [(zone, f"{zone_in_words(clock, language)} {clock:%H:%M}") for zone, clock in local]
