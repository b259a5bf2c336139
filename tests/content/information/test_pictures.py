"""Pictures of a site made before the library had its own model."""

import importlib

import pytest
from django.apps import apps
from django.core.files.images import ImageFile
from django.db import connection
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from content.information.models import Picture

pytestmark = pytest.mark.django_db

bring = importlib.import_module("content.information.migrations.0003_pictures_of_the_library").bring


class SchemaEditor:
    """What the migration asks of Django's, which SQLite refuses to open inside a test."""

    connection = connection

    def execute(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def test_earlier_pictures_keep_the_key_that_texts_name_them_by():
    old = Image.objects.create(
        id=41, title="square.png", description="A square", file=get_test_image_file()
    )
    bring(apps, SchemaEditor())
    assert Picture.objects.get(pk=41).description == "A square"
    assert Picture.objects.get(pk=41).file.name == old.file.name


def test_a_new_picture_comes_after_those_brought():
    Image.objects.create(id=41, title="square.png", file=get_test_image_file())
    bring(apps, SchemaEditor())
    added = Picture.objects.create(
        title="new.png", file=ImageFile(get_test_image_file(), "new.png")
    )
    assert added.pk > 41
