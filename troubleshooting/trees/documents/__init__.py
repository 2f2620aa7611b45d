"""The format `casewalk.tree/1` as plain values. Begin at `format.py`: its names, bounds and fields.

`yaml_text.py` and `json_text.py` read and write, `entries.py` and `parts.py` take apart,
`mending.py` rights what people write. No Django.
"""
