"""A case's walk: which guide, what the agent answers, what the outcome does to the case.

Begin at `services.py`. `facts.py` hands the checks what is known of the payment, `panel.py` is a
walk as screens and API show it, `stands.py` where those of many cases stand, `outcomes/` what
happens at its end. A walk that waits goes on by itself: `waiting/`; who above us knows more of a
case than its payment says so by `facts.register_facts`. One without a case is `helping/`.
"""
