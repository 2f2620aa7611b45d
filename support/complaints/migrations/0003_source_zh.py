"""The sources of the rules in Chinese, of those whose source is still the one they came with."""

from typing import Any

from django.db import migrations, models

SOURCES = {
    "Directive (EU) 2015/2366 (PSD2), article 101": "欧盟第 2015/2366 号指令（PSD2）第 101 条",
    "FCA Handbook, DISP 1.6: the acknowledgement names both periods": (
        "英国 FCA 手册 DISP 1.6：确认函须写明两个期限"
    ),
    "Regulation E: longer only with provisional credit": "美国 E 条例：仅在临时入账后方可延长",
    "Our own rule until a lead enters another: no limit is verified": (
        "暂用内部规则，待主管填写；尚未核实法定时限"
    ),
}


def enter(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("complaints", "ComplaintRule")
    for source, chinese in SOURCES.items():
        model.objects.filter(source=source).update(source_zh=chinese)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_rules")]

    operations = [
        migrations.AddField(
            model_name="complaintrule",
            name="source_zh",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="source, Chinese"
            ),
        ),
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
