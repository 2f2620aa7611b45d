"""`manage.py play_outage`: a bank goes down in simulated time, and all that follows of it.

`world.py` is the channel with its calm past, the simulator and the payments that it stops;
`playing.py` the course from the first failure to the last answer, through the same services that
the timetable calls; `counting.py` compares what stands in the database with what was simulated.
"""
