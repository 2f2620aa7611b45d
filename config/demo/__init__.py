"""The demo world: sample payments as events of the last days, worked on by two agents.

Only config may know every app, and a believable past is written into all of them.
"""
