"""Walks without a case: somebody whom we do not know is asked what a guide asks customers.

`services.py` begins them, takes answers, and brings these into the guide of a case that its
customer has opened after all; `links.py` are their addresses. Nothing of who they are is kept.
"""
