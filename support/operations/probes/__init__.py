"""Sending test payments through the systems that pay, and taking down what they answer.

Which are made when is a channel's own business (`payments.channels.testing`); `sending` is one
worker's round: claim, call, settle. `tasks` run it by the clock.
"""
