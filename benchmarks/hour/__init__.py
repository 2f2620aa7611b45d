"""An agent's hour over as many cases as a large desk has: `python -m benchmarks.hour --cases N`.

`population.py` fills a database of its own, `actions.py` does what an agent does in an hour,
`planted.py` looks for what was hidden there, `measuring.py` counts time, statements and rows.
"""
