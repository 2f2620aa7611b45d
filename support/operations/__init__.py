"""What leads keep ready before trouble comes; each wing is an app of its own.

`money` moves money again, by two people. `plans` are emergency plans, the checklists that are
worked by them, and drills. `probes` sends test payments through the systems that pay.
"""
