"""Who is let in, with which keys, and what browsers are told."""

from datetime import timedelta

from csp.constants import NONE, SELF

from config.doctor.environment import DEMO_EVENT_SECRET, DEMO_KEY
from config.settings.base import DEBUG
from config.variables import listed, number, variable

# The demo's keys are for DEBUG only: outside of it start-up was refused without others.
SECRET_KEY = variable("SECRET_KEY", DEMO_KEY)
# Older keys, by spaces: what they signed is still good, nothing new is signed with them.
SECRET_KEY_FALLBACKS = variable("SECRET_KEY_FALLBACKS").split()
PAYMENT_EVENT_SECRETS = variable("PAYMENT_EVENT_SECRET", DEMO_EVENT_SECRET).split()
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = variable("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# Networks of our own that webhooks may call, by commas, also without TLS: 10.20.0.0/16, fd12::/48.
WEBHOOK_NETWORKS = listed("WEBHOOK_NETWORKS")
# So many of our own proxies a request passes; who wrote the first address nobody knows.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", "0", int)

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "support.desk.session.backends.AgentBackend",
]
# The limits stand in SignInLimits, which says 1 for whoever has to wait.
AXES_HANDLER = "config.strangers.sign_in.SignInLimits"
AXES_FAILURE_LIMIT = 1
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "config.strangers.sign_in.tell_to_wait"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.strangers.addresses.place_of"
AXES_USERNAME_CALLABLE = "config.strangers.sign_in.account_of"
CSRF_FAILURE_VIEW = "config.strangers.refusals.form_refused"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "sign-in"

DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "support.desk.session.stored"
SESSION_COOKIE_SAMESITE = "Lax"
if not DEBUG:
    SECURE_SSL_REDIRECT = variable("SSL_REDIRECT", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],  # unfold uses inline script
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
}
