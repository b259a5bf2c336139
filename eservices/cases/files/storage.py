"""Private files: outside any served folder, read only through a view that checks rights."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.storage.handler import InvalidStorageError
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(Storage):
    """The store named ``private`` in settings, looked up at each use; it has no address."""

    @property
    def _store(self) -> Storage:
        try:
            return storages["private"]
        except InvalidStorageError:
            folder = Path(getattr(settings, "VAR", settings.MEDIA_ROOT)) / "private"
            return FileSystemStorage(location=folder, base_url=None)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return self._store.open(name, mode)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        return self._store.save(name, content, max_length=max_length)

    def delete(self, name: str) -> None:
        self._store.delete(name)

    def exists(self, name: str) -> bool:
        return self._store.exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self._store.listdir(path)

    def size(self, name: str) -> int:
        return self._store.size(name)

    def get_modified_time(self, name: str) -> datetime:
        return self._store.get_modified_time(name)

    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address of its own")
