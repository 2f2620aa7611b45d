"""Which guide a case begins with: rules that leads edit.

`rules.py` is what a rule means, in plain values; `choosing.py` asks them for a case, `loading.py`
puts those of the fixture in place, `editing.py` takes what a lead wrote.
"""
