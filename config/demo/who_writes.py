"""Who writes in the demo: an invented house, so that its messages read as a real one's do."""

from datetime import datetime

from django.contrib.auth.models import User

from support.brand.models import Market
from support.brand.reading import Brand
from support.brand.services import save_brand

INVENTED = {
    Market.EVERYWHERE: Brand(
        name="Demo Pay",
        reply_address="help@demo-pay.example",
        phone="+44 20 7946 0123",
        hours="Monday to Friday, 9:00 to 18:00, London time",
        postal_address="1 Example Street, London",
    ),
    Market.CHINESE: Brand(
        name="演示支付",
        phone="021-0000 0123",
        hours="周一至周五 9:00–18:00，北京时间",
        postal_address="上海市示例路 1 号",
    ),
}


def enter_who_writes(author: User, now: datetime) -> None:
    for market, brand in INVENTED.items():
        save_brand(market, brand, seen=0, author=author, now=now)
