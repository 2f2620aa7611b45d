"""Help articles: what customers read so that a payment goes through the first time, or again.

Agents' guides are trees; these are texts for everybody, at `/guides/`. `models.py` has an article
with its draft and its versions. `writing.py` changes them, `scheduling.py` puts out and takes down
by the timetable, `reading.py` is what is out now, found by words and by cause, and `helping.py`
keeps whether one helped. `subscribing.py` is who wants new ones by e-mail, `announcing.py` sends
them, `campaigning.py` some of them one after another. `loading.py` brings the articles of the
fixtures.
"""
