from django.apps import AppConfig


class TownhallConfig(AppConfig):
    name = "townhall"
    label = "townhall"
