"""When a channel fails more than it is used to: one sequential test a series; plain Python.

A series is the trouble told of one channel with one cause in one scheme, counted by the minute.
`habit.py` learns how much of it is usual in each hour of the week and follows growth slowly,
`rising.py` is the test (a Poisson CUSUM) with its stated rate of false alarms, `series.py` puts
both together: counts go in, an `Alarm` comes out. The memory of a series never grows. What it is
fed with, and what becomes of an alarm, is `support.incidents.watching`; how well it does stands
in docs/detection.md, which `python -m benchmarks.detection` prints.
"""
