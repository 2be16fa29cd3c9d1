"""Settings: one file, values from the environment (README lists them)."""

import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from tinhdoan.sqlite import database_options, use_bundled_sqlite

use_bundled_sqlite()
# Workbooks are read with defusedxml; openpyxl would take lxml as soon as it is installed, which
# resolves entities.
os.environ["OPENPYXL_LXML"] = "False"

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()


def _local_secret() -> str:
    """A secret kept beside the data, so that `make run` needs no setting at all."""
    path = VAR_DIR / "secret"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


DEBUG = env.bool("DEBUG", default=False)
# The copy with sample data: logins stand on the sign-in page, papers come from training registers.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _local_secret()
# Keys used before: sessions, links and the secrets of second factors made with them still open.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("HTTPS", default=False)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "tinhdoan",
    "reports",
    "briefings",
    "inspections",
    "tasks",
    "units",
    "workflow",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "simple_history",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # Before anything parses what was sent.
    "tinhdoan.middleware.body_size",
    # Before anything reads a cookie.
    "tinhdoan.middleware.without_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Before sign-in is asked for: whose session is over counts as signed out.
    "tinhdoan.middleware.session_age",
    "tinhdoan.sign_in_required.SignInRequired",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Who changes a record, for its history.
    "simple_history.middleware.HistoryRequestMiddleware",
    "tinhdoan.middleware.private_pages",
    "tinhdoan.middleware.second_factor",
    "tinhdoan.middleware.readonly_get",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tinhdoan.urls"
WSGI_APPLICATION = "tinhdoan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tinhdoan.templatetags.frame"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tinhdoan.frame.frame",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = database_options()
    # Threads share a file, not an in-memory database; two runs at once do not share one.
    TEST_FILE = Path(tempfile.gettempdir()) / f"tinhdoan-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_FILE)}
    VAR_DIR.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# With IMMEDIATE, a transaction round each request would take SQLite's write lock on every GET.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The daily head of the audit chain goes where the database cannot reach it: a file of its own for
# each database, and the mail boxes of two people.
_DATABASE = Path(str(DATABASES["default"]["NAME"])).stem
AUDIT_ANCHORS = env.str(
    "AUDIT_ANCHORS", default=str(VAR_DIR / "audit" / f"anchors-{_DATABASE}.log")
)
AUDIT_MAIL = env.list("AUDIT_MAIL", default=[])

# Long work waits in the database; a worker and the clock's tick take it from there.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Limits on guessing and the like; two processes must count together, so not in memory.
CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 10_000)
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    CACHES["default"]["BACKEND"] = "tinhdoan.cache.FileCache"
# Printed drafts, apart from the counts: a full drawer forgets some of what lies in it.
CACHES["papers"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": VAR_DIR / "papers",
    "TIMEOUT": 24 * 3600,
    "OPTIONS": {"MAX_ENTRIES": 500},
}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.Rules"},
]
PASSWORD_RESET_TIMEOUT = 30 * 60

# Accounts: no sign-up; a person is invited.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "accounts.adapters.name_of"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = True
# allauth's own generator would write an address row when the link is opened: on a GET.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  (a class, no secret)
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "accounts.forms.sign_in.ResetForm",
    "reset_password_from_key": "accounts.forms.sign_in.NewPasswordForm",
    "user_token": "accounts.forms.sign_in.ResetLinkForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
}
# Wrong passwords are counted by axes (person and address); this is the limit for all addresses
# together. "login_failed" counts the second step; "login" leaves room for an office of one address.
ACCOUNT_RATE_LIMITS = {
    "guess": "30/15m/key,100/15m/ip",
    "login_failed": "5/15m/key",
    "login": "300/m/ip",
    "manage_email": "5/h/user",
}

# The second factor. MFA_REQUIRED: leaders and administrators must have one.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=HTTPS)
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.CodeForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.second_factor.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.second_factor.RenamePasskeyForm",
    "authenticate_webauthn": "accounts.forms.second_factor.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.second_factor.ReauthenticatePasskeyForm",
    "login_webauthn": "accounts.forms.second_factor.PasskeySignInForm",
}

# Lock-out: five wrong passwords of a person from an address, a quarter of an hour.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "accounts.adapters.counted_name"
AXES_CLIENT_IP_CALLABLE = "accounts.adapters.client_address"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# How many proxies of ours stand in front: of X-Forwarded-For only what they wrote is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if HTTPS else 0)

# Mail: EMAIL_URL as smtp+tls://user:password@host:587; without it mails go to the terminal.
_MAIL = env.email("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST = _MAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_FILE_PATH = _MAIL["EMAIL_FILE_PATH"]
EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="khong-tra-loi@localhost")

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
# On, it would print the year 2020 as 2.020 and a row's id as 1.000.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["vietnamese.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
# Issued papers: never served by the web server itself, only through a door.
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Without a collected folder (`make run`) files come straight from `static/`.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o600
# A folder of trial keys that sign papers without any worth; empty: only signing outside.
SIGNING_SOFT_KEYS = env.str("SIGNING_SOFT_KEYS", default="")

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the document page shows its own PDF
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# __Host-: no other host of the domain can set them.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
# The rules of accounts.sessions end a sign-in earlier, with a sentence.
SESSION_COOKIE_AGE = 24 * 60 * 60
CSRF_FAILURE_VIEW = "tinhdoan.views.csrf_failure"

# What `manage.py check --deploy` would ask of a server behind HTTPS is one switch: HTTPS=on.
SILENCED_SYSTEM_CHECKS: list[str] = []

PRODUCT_NAME = "Kiểm tra và giao ban"
# Where anyone who holds a paper looks its code up; printed on the paper, so it must stay.
CHECK_ADDRESS = env.str("CHECK_ADDRESS", default="http://localhost:8000")
