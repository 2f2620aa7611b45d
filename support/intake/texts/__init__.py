"""What an SMS that came in is to us.

`receiving.py` keeps each once and joins the parts of a long one; `sms.py` is its row. `deciding.py`
has it become a word that machines understand, an answer to a survey, the customer's words in the
case that `belonging.py` finds, or a letter that waits for a person. `helping.py` answers HELP.
"""
