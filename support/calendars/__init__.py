"""Calendars: what leads know of bank days that the holiday library does not.

The library knows laws, not announcements: which weekend China works in exchange for a holiday is
published each November for the year to come. `models` keeps days that a lead adds or takes out,
which years they have settled, when each market works and what its clocks promise; `editing`
changes them, `services` hands them to whoever counts. The counting itself is
`troubleshooting.checks.reading.bank_days`, plain Python.
"""
