"""Mail that came in: read in a process of its own. It knows no message of ours and no case.

`reading/` is what runs in that process and imports nothing else; `sandbox.py` starts it.
"""
