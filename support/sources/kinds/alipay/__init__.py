"""Alipay in China: transfers and payments (opendocs.alipay.com).

`kind.py` verifies notices and answers, `forms.py` takes their two forms apart, `orders.py` reads
them.
"""
