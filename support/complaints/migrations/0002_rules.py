"""The rules of markets as they are known; leads change them at `/lead/complaints/rules/`."""

from typing import Any

from django.db import migrations

BUSINESS, CALENDAR = "business", "calendar"
EEA = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)
RULES: list[dict[str, Any]] = [
    {
        "code": "eu", "name_en": "European Union", "name_zh": "欧盟", "countries": EEA,
        "market": "", "calendar": "ECB", "time_zone": "Europe/Brussels",
        "answer_days": 15, "answer_unit": BUSINESS, "longest_days": 35, "longest_unit": BUSINESS,
        "turn_to_en": "the body for complaints about payments in your country",
        "turn_to_zh": "您所在国家的支付投诉处理机构",
        "turn_to_url": "",
        "source": "Directive (EU) 2015/2366 (PSD2), article 101",
    },
    {
        "code": "uk", "name_en": "United Kingdom", "name_zh": "英国", "countries": "GB",
        "market": "en", "calendar": "GB", "time_zone": "Europe/London",
        "answer_days": 15, "answer_unit": BUSINESS, "longest_days": 35, "longest_unit": BUSINESS,
        "turn_to_en": "the Financial Ombudsman Service",
        "turn_to_zh": "英国金融申诉专员服务机构（Financial Ombudsman Service）",
        "turn_to_url": "https://www.financial-ombudsman.org.uk/",
        "source": "FCA Handbook, DISP 1.6: the acknowledgement names both periods",
    },
    {
        "code": "us", "name_en": "United States", "name_zh": "美国", "countries": "US",
        "market": "", "calendar": "US", "time_zone": "America/New_York",
        "answer_days": 10, "answer_unit": BUSINESS, "longest_days": 45, "longest_unit": CALENDAR,
        "turn_to_en": "the Consumer Financial Protection Bureau",
        "turn_to_zh": "美国消费者金融保护局（CFPB）",
        "turn_to_url": "https://www.consumerfinance.gov/complaint/",
        "source": "Regulation E: longer only with provisional credit",
    },
    {
        "code": "cn", "name_en": "China", "name_zh": "中国", "countries": "CN",
        "market": "zh-hans", "calendar": "CN", "time_zone": "Asia/Shanghai",
        "answer_days": 15, "answer_unit": BUSINESS, "longest_days": None, "longest_unit": BUSINESS,
        "turn_to_en": "", "turn_to_zh": "", "turn_to_url": "",
        "source": "Our own rule until a lead enters another: no limit is verified",
    },
]  # fmt: skip


def enter(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("complaints", "ComplaintRule")
    model.objects.bulk_create(model(acknowledge_days=1, **rule) for rule in RULES)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
