"""The format `casewalk.tree/1` as plain values. Begin at `format.py`: names and bounds.

`document.py` is a document as everybody reads it: steps by key, ways, jumps, each worked out once.
`yaml_text.py` and `json_text.py` read and write, `entries.py` and `parts.py` take apart,
`mending.py` rights what people write. No Django.
"""
