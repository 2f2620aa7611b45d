"""SMS over Aliyun: `sending.py` signs with `acs3.py`; `reports.py` reads what comes back."""
