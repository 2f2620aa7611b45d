"""Complaints: a case of its own, linked to the one it is about, with the clock of its market.

`models` is what is kept of a complaint and the rules that leads edit, `rules` which rule holds and
by when that is (`deadlines`, plain Python), `services` opens, acknowledges, puts off once and
answers, `telling` puts together what the customer reads (`sentences`, plain Python), `lists` are
root causes, reasons and the words by which something reads like a complaint, `proposing` asks an
agent, and `figures` count a year.
"""
