"""The programs that people pay with, as admins know them: `models.py` keeps, `lookup.py` finds.

An installation that has entered none goes by the list of `checks/reading/known_clients.csv`.
"""
