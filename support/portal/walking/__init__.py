"""A customer answers the questions of their case's guide, one a page: the agent's own walk.

`asking.py` is what they are asked and what they answered, `views.py` shows it and takes an answer;
`support/guidance/hearing.py` hears it.
"""
