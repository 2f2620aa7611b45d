"""Emergency plans: who does what by when once a channel fails, and proof that it works.

`steps` is one step as it is written (plain Python), `models` are plans with every version of their
steps, the checklists that were worked by one, and drills. `services` saves a plan, starts a
checklist, ticks its items and tells once of what is late; `checking` says which plans nobody has
tried for too long. `tasks` run by the clock, `api` lets scripts read.
"""
