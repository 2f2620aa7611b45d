"""What people call the time of a place: Beijing time, 北京时间; and which ones they choose from."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from support.claims.formats import is_chinese

KNOWN = frozenset(available_timezones())
# A place for each clock that many people live by.
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
# Chinese names of the places after which zones are called. One that is not here is told by its
# distance from UTC, which every clock shows.
_PLACES = {
    "Shanghai": "北京", "Chongqing": "北京",
    "Urumqi": "乌鲁木齐", "Hong_Kong": "香港", "Macau": "澳门", "Taipei": "台北",
    "Tokyo": "东京", "Seoul": "首尔", "Singapore": "新加坡",
    "Kuala_Lumpur": "吉隆坡", "Bangkok": "曼谷", "Jakarta": "雅加达", "Manila": "马尼拉",
    "Ho_Chi_Minh": "胡志明市", "Phnom_Penh": "金边", "Yangon": "仰光", "Kolkata": "印度",
    "Calcutta": "印度", "Karachi": "卡拉奇", "Dhaka": "达卡", "Dubai": "迪拜",
    "Riyadh": "利雅得", "Kuwait": "科威特", "Istanbul": "伊斯坦布尔", "Moscow": "莫斯科",
    "London": "伦敦", "Dublin": "都柏林", "Lisbon": "里斯本", "Madrid": "马德里",
    "Paris": "巴黎", "Brussels": "布鲁塞尔", "Amsterdam": "阿姆斯特丹", "Berlin": "柏林",
    "Zurich": "苏黎世", "Vienna": "维也纳", "Rome": "罗马", "Warsaw": "华沙",
    "Stockholm": "斯德哥尔摩", "Athens": "雅典", "Kiev": "基辅", "Kyiv": "基辅",
    "Cairo": "开罗", "Lagos": "拉各斯", "Nairobi": "内罗毕", "Johannesburg": "约翰内斯堡",
    "New_York": "纽约", "Chicago": "芝加哥", "Denver": "丹佛", "Los_Angeles": "洛杉矶",
    "Toronto": "多伦多", "Vancouver": "温哥华", "St_Johns": "圣约翰斯", "Mexico_City": "墨西哥城",
    "Bogota": "波哥大", "Lima": "利马", "Sao_Paulo": "圣保罗", "Santiago": "圣地亚哥",
    "Buenos_Aires": "布宜诺斯艾利斯", "Sydney": "悉尼", "Melbourne": "墨尔本", "Perth": "珀斯",
    "Auckland": "奥克兰",
}  # fmt: skip
_CALLED = {
    "Shanghai": "Beijing",
    "Chongqing": "Beijing",
    "Kolkata": "India",
    "Calcutta": "India",
    "Macau": "Macao",
}
_NAMELESS = {"", "Etc", "UTC"}


def zone_in_words(moment: datetime, language: str) -> str:
    """Name the zone that a moment is in as people name it there.

    One without a place is told by its distance from UTC at that moment.
    """
    name = str(getattr(moment.tzinfo, "key", ""))
    area, _slash, place = name.rpartition("/")
    chinese = is_chinese(language)
    if area in _NAMELESS or (chinese and place not in _PLACES):
        return _distance(moment)
    if chinese:
        return f"{_PLACES[place]}时间"
    return f"{_CALLED.get(place, place.replace('_', ' '))} time"


def _distance(moment: datetime) -> str:
    """Return UTC, UTC+08:00 or UTC-03:30."""
    offset = f"{moment:%z}"
    return "UTC" if offset.strip("+-0") == "" else f"UTC{offset[:3]}:{offset[3:5]}"


def zone_choices(own: str, language: str, now: datetime) -> list[tuple[str, str]]:
    """Return the zones to choose from, each with what its clocks show now; their own is one."""
    is_another = own not in ZONES and own in KNOWN
    zones = (own, *ZONES) if is_another else ZONES
    local = [(zone, now.astimezone(ZoneInfo(zone))) for zone in zones]
    return [(zone, f"{zone_in_words(clock, language)} {clock:%H:%M}") for zone, clock in local]
