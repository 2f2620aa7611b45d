"""What people call the time of a place: Beijing time, 北京时间; plain Python."""

from datetime import datetime

from support.claims.formats import is_chinese

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
