"""Clocks: what is promised for each priority and market, when it works, and on which days.

`forms` is what a lead types (`spans` a time, `zones` a place's clock, chosen), `page` puts together
what is in force, `views` saves.
"""
