"""What mail that came in is to us: `reports.py` are the mails about ours."""
