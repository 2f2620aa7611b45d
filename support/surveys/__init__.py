"""What customers think of how their case went: asked once, after its end, answered by one tap.

`models` is one row a case that was considered and the rules of a lead, `asking` the timetable's
round, `services` take an answer, `figures` count them, and `intervals` say how sure a share is.
"""
