"""People who work: teams, what each of them can do, and when they are away.

`models` keeps teams, their members and each agent's languages, skills and absence; `skills` names
what can be asked of them; `services` says whose a case is and who is at work. Nothing here knows
a case: `support.cases.taking` gives them out.
"""
