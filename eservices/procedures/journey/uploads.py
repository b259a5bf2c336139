"""Files of a draft: taken at once, at their own endpoint or with the step's own button.

An attachment belongs to the draft, never to a form: nothing is asked twice, and a
refused file costs nothing else that was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eservices.cases.files import attachments
from eservices.cases.files.attachments import AttachmentRefused
from eservices.procedures.definition.kinds import FieldKind
from eservices.procedures.definition.schema import Field, Step
from eservices.procedures.drafts import services

if TYPE_CHECKING:
    from eservices.procedures.drafts.progress import Progress
    from eservices.procedures.journey.gate import JourneyRequest

#: (field identity, what to say beside it)
Refused = list[tuple[str, str]]


def file_questions(step: Step, visible: object) -> list[Field]:
    """Return the questions of a step that are answered with files and are shown."""
    return [
        question
        for question in step.fields
        if question.kind is FieldKind.FILE and question.id in visible  # type: ignore[operator]
    ]


def take(request: JourneyRequest, step: Step, *, must: bool = False) -> Refused:
    """Receive the files that came with a POST, link them to the draft, return the refusals.

    ``must`` refuses a POST without any file. ``request.progress`` is read anew when a
    file was taken, so that the form that is then built counts it.
    """
    asked = file_questions(step, request.progress.evaluation.fields)
    given = {question.id: request.FILES.getlist(question.id) for question in asked}
    refused = add(request.progress, asked, given)
    came = any(given.values())
    if asked and must and not came:
        refused = [(_pressed(request, asked), _("Choose a file first, then add it."))]
    if came:
        request.progress = request.progress.reloaded(step)
    return refused


def _pressed(request: JourneyRequest, asked: Sequence[Field]) -> str:
    """Return the question whose button was pressed; the first one when it does not say."""
    shown = [question.id for question in asked]
    return request.POST["to"] if request.POST.get("to") in shown else shown[0]


def add(
    progress: Progress, asked: Iterable[Field], given: Mapping[str, list[UploadedFile[Any]]]
) -> Refused:
    """Link the files given to questions, seen from ``progress``; return the refusals."""
    refused: Refused = []
    for question in asked:
        for file in given[question.id]:
            try:
                _add(progress, question, file)
            except services.TooManyFiles:
                refused.append((question.id, too_many(question)))
                break
            except AttachmentRefused as error:
                refused.append((question.id, _named(file.name, str(error.message))))
    return refused


def _add(progress: Progress, question: Field, file: UploadedFile[Any]) -> None:
    examined = attachments.examine(file=file, max_megabytes=question.max_megabytes)
    services.add_file(
        draft=progress.draft,
        field=progress.name_of(question.id),
        examined=examined,
        max_files=question.max_files,
    )


def too_many(question: Field) -> str:
    return ngettext(
        "You have already added %(count)s file, the most that can be sent here. "
        "Remove it first to add another.",
        "You have already added %(count)s files, the most that can be sent here. "
        "Remove one first to add another.",
        question.max_files,
    ) % {"count": question.max_files}


def _named(name: str | None, message: str) -> str:
    return _("“%(name)s”: %(message)s") % {"name": name or "", "message": message}
