"""A transfer to the public archives: SEDA 2.1, one ``manifest.xml`` and the files beside it.

Source: Standard d'échange de données pour l'archivage, version 2.1 (June 2018), message
ArchiveTransfer; NF Z44-022 (MEDONA). Each case is an archive unit of level File, with its
readable page, the same as data, and each of its documents as units of level Item.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from eservices.cases.dossier import Part, dossiers
from eservices.cases.models import Attachment
from eservices.records.models import DestructionLine, DestructionList

NAMESPACE = "fr:gouv:culture:archivesdefrance:seda:v2.1"
LANGUAGE = "fr"
#: Private life: communicable fifty years after the latest document (L213-2, I, 3°).
ACCESS_RULE = "L213-2-I-3"
_DIGEST = "SHA-512"


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a unit, with its bytes' digest and size."""

    identity: str
    uri: str
    title: str
    name: str
    content_type: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Unit:
    """One case of the transfer."""

    line: DestructionLine
    title: str
    items: list[Item] = field(default_factory=list)


def write(
    destruction_list: DestructionList, lines: Iterable[DestructionLine], out: IO[bytes]
) -> None:
    """Write the package of ``lines`` to ``out``, a case at a time."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        units = [_unit(number, line, package) for number, line in enumerate(lines, start=1)]
        package.writestr("manifest.xml", manifest(destruction_list, units))


def _unit(number: int, line: DestructionLine, package: zipfile.ZipFile) -> Unit:
    case = line.case
    title = case.title_in(LANGUAGE)[0]
    unit = Unit(line, f"{title} – {case.grouped_code}")
    parts = dossiers.parts(case, LANGUAGE)
    context = {"parts": parts, "title": unit.title, "language": LANGUAGE}
    page = render_to_string("eservices_records/dossier.html", context)
    data = json.dumps(as_data(parts), ensure_ascii=False, indent=1)
    made = [
        ("Dossier lisible", "dossier.html", "text/html", page.encode()),
        ("Dossier en données", "dossier.json", "application/json", data.encode()),
        *_documents(parts),
    ]
    for place, (said, name, content_type, content) in enumerate(made, start=1):
        identity = f"BDO{number}-{place}"
        uri = f"content/{identity}.{name.rpartition('.')[2]}"
        package.writestr(uri, content)
        digest = hashlib.sha512(content).hexdigest()
        unit.items.append(Item(identity, uri, said, name, content_type, digest, len(content)))
    return unit


def _documents(parts: list[Part]) -> Iterator[tuple[str, str, str, bytes]]:
    """Yield our rebuilt copies of the files that were given, once each."""
    files = {file.pk: file for part in parts for file in part.files if file.rebuilt}
    for file in files.values():
        yield file.name, file.rebuilt_name, file.rebuilt_type, read(file)


def read(file: Attachment) -> bytes:
    with file.rebuilt.open("rb") as content:
        return bytes(content.read())


def as_data(parts: list[Part]) -> list[dict[str, Any]]:
    return [
        {
            "title": part.title,
            "rows": [{"label": row.label, "value": row.value} for row in part.rows],
            "files": [file.name for file in part.files],
        }
        for part in parts
    ]


# --- The message


def manifest(destruction_list: DestructionList, units: list[Unit]) -> bytes:
    """Return the ArchiveTransfer message; elements stand in the order of the schema."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("ArchiveTransfer"))
    _text(root, "Comment", f"Versement du bordereau {destruction_list.number}")
    _text(root, "Date", timezone.now().isoformat(timespec="seconds"))
    _text(root, "MessageIdentifier", f"{settings.SEDA_TRANSFERRING_AGENCY}-{destruction_list.uuid}")
    if settings.SEDA_ARCHIVAL_AGREEMENT:
        _text(root, "ArchivalAgreement", settings.SEDA_ARCHIVAL_AGREEMENT)
    lists = _node(root, "CodeListVersions")
    _text(lists, "MessageDigestAlgorithmCodeListVersion", "FIPS 180-4")
    _text(lists, "AccessRuleCodeListVersion", "Code du patrimoine")
    package = _node(root, "DataObjectPackage")
    for unit in units:
        for item in unit.items:
            _data_object(package, item)
    described = _node(package, "DescriptiveMetadata")
    for number, unit in enumerate(units, start=1):
        _archive_unit(described, f"AU{number}", unit)
    _management(package, destruction_list)
    _agency(root, "ArchivalAgency", settings.SEDA_ARCHIVAL_AGENCY)
    _agency(root, "TransferringAgency", settings.SEDA_TRANSFERRING_AGENCY)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _data_object(parent: ET.Element, item: Item) -> None:
    group = _node(parent, "DataObjectGroup", id=f"G{item.identity}")
    binary = _node(group, "BinaryDataObject", id=item.identity)
    _text(binary, "DataObjectVersion", "BinaryMaster_1")
    _text(binary, "Uri", item.uri)
    _text(binary, "MessageDigest", item.digest, algorithm=_DIGEST)
    _text(binary, "Size", str(item.size))
    _text(_node(binary, "FormatIdentification"), "MimeType", item.content_type)
    _text(_node(binary, "FileInfo"), "Filename", item.name)


def _archive_unit(parent: ET.Element, identity: str, unit: Unit) -> None:
    line = unit.line
    element = _node(parent, "ArchiveUnit", id=identity)
    management = _node(element, "Management")
    _text(_node(management, "AppraisalRule"), "FinalAction", "Keep")
    access = _node(management, "AccessRule")
    _text(access, "Rule", ACCESS_RULE)
    _text(access, "StartDate", line.ended_on.isoformat())
    content = _node(element, "Content")
    _text(content, "DescriptionLevel", "File")
    _text(content, "Title", unit.title)
    _text(content, "OriginatingAgencyArchiveUnitIdentifier", line.case.code)
    _text(content, "Language", "fra")
    _text(content, "StartDate", line.received_on.isoformat())
    _text(content, "EndDate", line.ended_on.isoformat())
    for place, item in enumerate(unit.items, start=1):
        piece = _node(element, "ArchiveUnit", id=f"{identity}-{place}")
        described = _node(piece, "Content")
        _text(described, "DescriptionLevel", "Item")
        _text(described, "Title", item.title)
        reference = _node(piece, "DataObjectReference")
        _text(reference, "DataObjectGroupReferenceId", f"G{item.identity}")


def _management(parent: ET.Element, destruction_list: DestructionList) -> None:
    management = _node(parent, "ManagementMetadata")
    _text(management, "LegalStatus", "Public Archive")
    _text(management, "OriginatingAgencyIdentifier", destruction_list.service.key)
    _text(management, "SubmissionAgencyIdentifier", settings.SEDA_TRANSFERRING_AGENCY)


def _agency(parent: ET.Element, name: str, identifier: str) -> None:
    _text(_node(parent, name), "Identifier", identifier)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _node(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, _tag(name), attributes)


def _text(parent: ET.Element, name: str, words: str, **attributes: str) -> None:
    clean = "".join(sign for sign in words if sign >= " " or sign in "\t\n")
    _node(parent, name, **attributes).text = clean
