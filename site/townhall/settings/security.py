"""Who may load what, who signs in how."""

from csp.constants import NONE, SELF

from townhall.settings.env import env

# Public pages: our own files only, no inline script or style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
# The admin is Wagtail's: it draws with inline styles and scripts of its own.
ADMIN_CSP = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "townhall.errors.csrf_failure"

AUTH_USER_MODEL = "eservices_accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/admin/login/"
LOGIN_REDIRECT_URL = "/admin/"
LOGOUT_REDIRECT_URL = "/"
STAFF_MFA_REQUIRED = env("STAFF_MFA_REQUIRED")

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "townhall.accounts.Adapter"
ACCOUNT_FORMS = {
    "login": "townhall.account_forms.LoginForm",
    "reauthenticate": "townhall.account_forms.ReauthenticateForm",
    "change_password": "townhall.account_forms.ChangePasswordForm",
    "set_password": "townhall.account_forms.SetPasswordForm",
    "reset_password": "townhall.account_forms.ResetPasswordForm",
    "reset_password_from_key": "townhall.account_forms.ResetPasswordKeyForm",
}
# Whoever has no account is told nothing, by mail or on the page.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "townhall.accounts.SecondFactor"
MFA_FORMS = {
    "authenticate": "townhall.account_forms.CodeForm",
    "reauthenticate": "townhall.account_forms.CodeAgainForm",
    "activate_totp": "townhall.account_forms.ActivateForm",
    "deactivate_totp": "townhall.account_forms.DeactivateForm",
    "generate_recovery_codes": "townhall.account_forms.RecoveryCodesForm",
}
# The city gives addresses with accounts: there is nothing to verify before a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = env("SITE_NAME")
# Residents' identity provider (eservices.accounts.oidc).
OIDC_ISSUER = env("OIDC_ISSUER")
OIDC_NAME = env("OIDC_NAME")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET")
OIDC_ACR = env("OIDC_ACR")
ADDRESS_LOOKUP = env("ADDRESS_LOOKUP")
METRICS_TOKEN = env("METRICS_TOKEN")
TRUSTED_PROXIES = env("TRUSTED_PROXIES")
CLAMAV_URL = env("CLAMAV_URL")
#: Days for which an infected file is kept for investigation, where nothing opens it.
QUARANTINE_DAYS = env("QUARANTINE_DAYS")
