"""Install a procedure of the catalogue under a section of the site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.core.models import Service
from eservices.catalogue import entries, services
from eservices.catalogue.places import parents_of
from eservices.procedures.compiler import CompileError


class Command(BaseCommand):
    help = "Installs a procedure of the catalogue, in every language of the section."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", choices=entries.all_keys())
        parser.add_argument("--service", required=True, help="key of the service in charge")
        parser.add_argument(
            "--parent", type=int, required=True, help="id of the section, in any language"
        )
        parser.add_argument("--draft", action="store_true", help="do not publish")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            procedure = services.install(
                key=options["key"],
                parent_pages_by_language=parents_of(Page.objects.get(pk=options["parent"])),
                service=Service.objects.get(key=options["service"]),
                publish=not options["draft"],
            )
        except Page.DoesNotExist as error:
            raise CommandError(_("There is no page with this id.")) from error
        except Service.DoesNotExist as error:
            raise CommandError(_("There is no service with this key.")) from error
        except services.AlreadyInstalled as error:
            raise CommandError(_("This procedure is installed already.")) from error
        except services.ParentMissing as error:
            raise CommandError(_("The section must exist in the site’s first language.")) from error
        except CompileError as error:
            raise CommandError("\n".join(error.problems)) from error
        self.stdout.write(f"{options['key']}: {procedure.uuid}")
