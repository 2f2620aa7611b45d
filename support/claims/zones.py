"""What people call the time of a zone; plain Python."""

from collections.abc import Mapping
from datetime import datetime

from support.claims.formats import is_chinese

# By the name of the zone: English, Chinese.
NAMES: Mapping[str, tuple[str, str]] = {
    "Asia/Shanghai": ("Beijing time", "北京时间"),
    "Asia/Chongqing": ("Beijing time", "北京时间"),
    "Asia/Hong_Kong": ("Hong Kong time", "香港时间"),
    "Asia/Macau": ("Macau time", "澳门时间"),
    "Asia/Taipei": ("Taipei time", "台北时间"),
    "Asia/Singapore": ("Singapore time", "新加坡时间"),
    "Asia/Kuala_Lumpur": ("Kuala Lumpur time", "吉隆坡时间"),
    "Asia/Bangkok": ("Bangkok time", "曼谷时间"),
    "Asia/Tokyo": ("Tokyo time", "东京时间"),
    "Asia/Seoul": ("Seoul time", "首尔时间"),
    "Asia/Dubai": ("Dubai time", "迪拜时间"),
    "Asia/Kolkata": ("India time", "印度时间"),
    "Europe/London": ("London time", "伦敦时间"),
    "Europe/Paris": ("Paris time", "巴黎时间"),
    "Europe/Berlin": ("Berlin time", "柏林时间"),
    "America/New_York": ("New York time", "纽约时间"),
    "America/Chicago": ("Chicago time", "芝加哥时间"),
    "America/Los_Angeles": ("Los Angeles time", "洛杉矶时间"),
    "Australia/Sydney": ("Sydney time", "悉尼时间"),
}


def zone_in_words(moment: datetime, language: str) -> str:
    """Name the zone of a moment: Beijing time, 北京时间; by its offset otherwise, UTC+5:45."""
    name = str(getattr(moment.tzinfo, "key", "") or moment.tzinfo)
    if name in NAMES:
        english, chinese = NAMES[name]
        return chinese if is_chinese(language) else english
    minutes = int((moment.utcoffset() or moment - moment).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"
