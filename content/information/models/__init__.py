from content.information.models.alerts import Alert, AlertText
from content.information.models.pages import ArticlePage, HomePage, SectionPage, ServicePage

__all__ = ["Alert", "AlertText", "ArticlePage", "HomePage", "SectionPage", "ServicePage"]
