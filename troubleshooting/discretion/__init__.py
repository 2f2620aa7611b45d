"""What may not be stored, shown or said. Plain Python; doors call it, models never do.

`words.py` are the reasons and words that are kept from customers. `masking.py` takes numbers and
secrets out of what somebody sends us: `numbers.py` finds cards, IBANs and Chinese identity numbers,
`secrets.py` what is named a code, a password or a card's security code, both in a text that
`folding.py` has read as plain digits and letters; `nested.py` does it for values within values.
`hidden.py` is what was found.
"""
