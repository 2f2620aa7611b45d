"""People who work: teams, what each of them can do, and when they are away.

`models` keeps teams, their members and each agent's languages, skills and absence; `skills` names
what can be asked of them; `services` says whose a case is and who is at work. `roles` names what
somebody can be and which permissions that brings, `standing` what one person is, `access` what the
API makes of it. Nothing here knows a case: `support.cases.taking` gives them out.
"""
