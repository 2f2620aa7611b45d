"""Whether this installation is well, for machines that ask.

`parts` looks at each part within a time, `counters` counts what only grows, `cases` where cases
stand, `metrics` tells all of it to Prometheus, `views` answers. `models` keeps what no other
row knows.
"""
