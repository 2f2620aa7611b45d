"""What customers are told of a case. Begin at `messages_of_case.py`.

`recording.py` says what the record shows of a case, `found.py` what a cause says of the money,
`message_words.py` puts it into the words of a message, `unreached.py` finds whom nothing reached,
`taken_out.py` tells anew what a message held that no longer leaves, `broadcasts.py` finds which
customers a message to many reaches.
"""
