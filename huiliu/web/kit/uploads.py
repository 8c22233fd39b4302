"""Where the files lie that people send, until the page has read them: nowhere by a name."""

from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from huiliu.core.passing import nameless


class NamelessUpload(FileUploadHandler):
    """Keeps what comes in a file without a name: it goes with the process, even a killed one."""

    file: IO[bytes]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = nameless()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what may be read, and of what is too long enough to be refused for it.

        Anybody can send here, and no page has been asked yet: the rest fills no disk.
        """
        if start <= settings.HUILIU_ROSTER_LIMITS.file_size:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self.file.seek(0)
        return UploadedFile(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
