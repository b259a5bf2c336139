"""French first; every other language is opt-in."""

from pathlib import Path

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
# The checkout's catalogues, or those that the wheel carries.
LOCALE_PATHS = [
    path
    for path in (
        Path(__file__).resolve().parents[3] / "locale",
        Path(__file__).resolve().parents[1] / "locale",
    )
    if path.is_dir()
]
