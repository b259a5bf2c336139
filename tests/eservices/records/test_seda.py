"""The package that the archives get: valid against the SEDA 2.1 schema, whole, true."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.test import override_settings
from lxml import etree

from eservices.cases.models import Case
from eservices.records import purging, transfers
from eservices.records.enums import Verdict
from eservices.records.lists import NotArchivist
from eservices.records.models import Transfer
from tests import needs
from tests.eservices.accounts.factories import UserFactory
from tests.eservices.records import files
from tests.eservices.records.files import MARKS

pytestmark = pytest.mark.django_db
SEDA = {"s": "fr:gouv:culture:archivesdefrance:seda:v2.1"}
REQUIREMENT = Path(__file__).with_name("schemas.txt")


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    """The schema of the standard, fetched once a machine."""
    mark = hashlib.sha256(REQUIREMENT.read_bytes()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"townhall-seda-{mark}"
    if not list(folder.glob("*.whl")):
        fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
        done = subprocess.run([*fetch, "-r", str(REQUIREMENT), "-d", str(folder)], check=False)
        if done.returncode and needs.required():
            pytest.fail("the schemas of SEDA could not be fetched")
        if done.returncode:
            pytest.skip(f"{needs.PREFIX}SEDA schemas (pip download)")
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "wheel")
    main = folder / "wheel/cubicweb_seda/xsd/seda-2.1-main.xsd"
    return etree.XMLSchema(etree.parse(str(main)))


@pytest.fixture
def package(case: Case) -> zipfile.ZipFile:
    line = files.approved(case, Verdict.TRANSFER, "Valeur historique")
    made = transfers.make(destruction_list=line.list, user=files.archivist())
    with made.file.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == made.sha256
    assert len(content) == made.size
    return zipfile.ZipFile(BytesIO(content))


def test_the_manifest_is_valid(package: zipfile.ZipFile, schema: etree.XMLSchema) -> None:
    message = etree.fromstring(package.read("manifest.xml"))
    assert schema.validate(message), schema.error_log


def test_the_check_would_see_a_wrong_message(
    package: zipfile.ZipFile, schema: etree.XMLSchema
) -> None:
    message = etree.fromstring(package.read("manifest.xml"))
    message.remove(message.find("s:ArchivalAgency", SEDA))
    assert not schema.validate(message)


def test_every_file_is_there_with_its_digest(package: zipfile.ZipFile) -> None:
    message = etree.fromstring(package.read("manifest.xml"))
    objects = message.findall(".//s:BinaryDataObject", SEDA)
    assert {each.findtext("s:Uri", namespaces=SEDA) for each in objects} | {"manifest.xml"} == set(
        package.namelist()
    )
    for each in objects:
        content = package.read(each.findtext("s:Uri", namespaces=SEDA))
        digest = each.find("s:MessageDigest", SEDA)
        assert digest.get("algorithm") == "SHA-512"
        assert digest.text == hashlib.sha512(content).hexdigest()
        assert each.findtext("s:Size", namespaces=SEDA) == str(len(content))


def test_the_case_is_told_whole(package: zipfile.ZipFile, case: Case) -> None:
    message = etree.fromstring(package.read("manifest.xml"))
    unit = message.find(".//s:ArchiveUnit/s:Content", SEDA)
    assert unit.findtext("s:OriginatingAgencyArchiveUnitIdentifier", namespaces=SEDA) == case.code
    page = package.read("content/BDO1-1.html").decode()
    for mark in ("family", "street", "message", "reason", "document"):
        assert MARKS[mark] in page
    told = json.loads(package.read("content/BDO1-2.json"))
    assert told[0]["rows"][1]["value"] == case.grouped_code


def test_acknowledged_it_is_erased_here_and_the_purge_follows(
    package: zipfile.ZipFile, case: Case, stores: Path
) -> None:
    made = Transfer.objects.get()
    user = files.archivist()
    assert purging.run() == 0
    with pytest.raises(transfers.ReferenceMissing):
        transfers.acknowledge(transfer=made, user=user, reference=" ")
    transfers.acknowledge(transfer=made, user=user, reference="ATR-7")
    assert purging.run() == 1
    files.work()
    assert [path for path in (stores / "private").rglob("*") if path.is_file()] == []
    assert Transfer.objects.get().reference == "ATR-7"


def test_lines_are_decided_first_by_archivists_only(case: Case) -> None:
    line = files.proposed(case)
    with pytest.raises(transfers.NotDecided):
        transfers.make(destruction_list=line.list, user=files.archivist())
    with pytest.raises(NotArchivist):
        transfers.make(destruction_list=line.list, user=UserFactory())


@override_settings(SEDA_ARCHIVAL_AGREEMENT="ArchivalAgreement0")
def test_the_agreement_is_named(case: Case, schema: etree.XMLSchema) -> None:
    line = files.approved(case, Verdict.TRANSFER, "Oui")
    made = transfers.make(destruction_list=line.list, user=files.archivist())
    with made.file.open("rb") as file, zipfile.ZipFile(file) as package:
        message = etree.fromstring(package.read("manifest.xml"))
    assert schema.validate(message), schema.error_log
    assert message.findtext("s:ArchivalAgreement", namespaces=SEDA) == "ArchivalAgreement0"
