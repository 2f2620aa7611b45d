"""One fault behind many cases: what it touches, what is said of it, what became of each payment.

Begin at `services.py`: proposing, opening, dismissing. `models.py` holds incident, update and link;
"""
