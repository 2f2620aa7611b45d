"""Whether this installation is well, for machines that ask.

`parts` looks at each part within a time, `counters` counts what only grows, `metrics` tells both to
Prometheus, `views` answers. `models` keeps what no other row knows.
"""
