"""WeChat Pay, API v3: transfers to wallets, payments and refunds (pay.weixin.qq.com/doc/v3).

`kind.py` verifies and opens a notice, `resources.py` reads what was in it.
"""
