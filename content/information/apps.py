from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InformationConfig(AppConfig):
    name = "content.information"
    label = "content_information"
    verbose_name = _("Information")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.core.chrome import chrome
        from content.core.deliveries import handlers
        from content.core.home import sections
        from content.information import alerts
        from content.information.models.alerts import TURN, purge_frame
        from content.information.models.pictures import RENDITIONS, make_renditions
        from content.information.news import News

        chrome.register("alerts", alerts.render, kept=False)
        sections.register(News())
        handlers.register(TURN, purge_frame)
        handlers.register(RENDITIONS, make_renditions)
