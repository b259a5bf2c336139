from django.urls import path

from content.core.routes import route
from content.council import feeds, views

app_name = "council"
urlpatterns = [
    path(route("{council}/"), views.council, name="council"),
    path(route("{council}/sessions.ics"), feeds.calendar, name="calendar"),
    path(route("{council}/sessions.atom"), feeds.SessionFeed(), name="feed"),
    path(route("{council}/<slug:slug>/"), views.session, name="session"),
    path(route("{council}/<slug:slug>/<int:position>.vtt"), views.captions, name="captions"),
    path(
        route("{council}/<slug:slug>/intervention-<int:number>/"),
        views.intervention,
        name="intervention",
    ),
    path(route("{council}/<slug:slug>/<slug:item_slug>/"), views.item, name="item"),
]
