"""The time zones that people choose from: a place for each clock that many of them live by."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from support.claims.zones import zone_in_words

KNOWN = frozenset(available_timezones())
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
    is_another = own not in ZONES and own in KNOWN
    zones = (own, *ZONES) if is_another else ZONES
    local = [(zone, now.astimezone(ZoneInfo(zone))) for zone in zones]
    return [(zone, f"{zone_in_words(clock, language)} {clock:%H:%M}") for zone, clock in local]
