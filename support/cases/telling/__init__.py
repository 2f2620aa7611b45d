"""What customers are told of a case. Begin at `messages_of_case.py`.

`message_words.py` puts a case into the words of a message, `unreached.py` finds whom nothing
reached, `broadcasts.py` which customers a message to many reaches.
"""
