"""What checks said once: the answers of earlier walks hold it, and it is translated when shown."""

from troubleshooting.checks.text import gettext_noop

EARLIER = (
    gettext_noop("The bank took %(latency)s ms; the channel's time-out is %(timeout)s ms."),
    gettext_noop("The bank took %(latency)s ms; no usual time of the channel is entered."),
    gettext_noop("The bank took %(latency)s ms, but the channel's usual time is not known."),
    gettext_noop(
        "The bank took %(latency)s ms, more than %(factor)s times the usual %(usual)s ms."
    ),
    gettext_noop("The bank took %(latency)s ms; %(usual)s ms are usual."),
    gettext_noop("The code %(code)s of %(scheme)s means %(name)s."),
    gettext_noop(
        "The code %(code)s came without its list; in %(scheme)s, which the channel does not use, "
        "it means %(name)s."
    ),
    gettext_noop("All required fields are filled."),
    gettext_noop("Required fields are empty: %(missing)s."),
)
