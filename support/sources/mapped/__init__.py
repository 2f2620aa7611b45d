"""The kind "mapped": any JSON, read by a map that an admin writes in the browser; plain Python.

`fields.py` lists what can be mapped, `field_map.py` is the map as it is kept, `checking.py` says
what is wrong with one. `expressions.py` runs its JMESPath within bounds, `values.py`, `words.py`,
`moments.py` and `currencies.py` make of a value found what we mean by it, `reading.py` puts a
payload's news together and reports on every field. `suggesting.py` guesses a map from a payload,
`signatures.py` verifies who sent it.
"""
