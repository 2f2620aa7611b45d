"""Payment systems that tell us what became of payments.

`models.py` says who they are, `promises.py` what each always sends, `registry.py` how each kind
is read: `kinds/` by its provider's own form, `mapped/` by a map. `files/` reads what comes as
files. What any of them says becomes `payments.news.PaymentNews`; `channel_rules.py` names its
channel. `forms.py`, `admin.py` and `api.py` are for whoever looks after sources, `calls.py` asks a
provider something while it waits for us. `looking/` asks a source where a payment stands, and
`signals.py` tells those above once it has answered.
"""
