"""SMS over Kannel: `sending.py` hands them over, `reports.py` reads what comes back."""
