from content.information.models.alerts import Alert, AlertLevel, AlertText
from content.information.models.pages import ArticlePage, HomePage, SectionPage, ServicePage
from content.information.models.pictures import Picture, PictureRendition

__all__ = [
    "Alert",
    "AlertLevel",
    "AlertText",
    "ArticlePage",
    "HomePage",
    "Picture",
    "PictureRendition",
    "SectionPage",
    "ServicePage",
]
