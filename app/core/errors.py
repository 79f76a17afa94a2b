"""Errors a person can cause or meet; ``str(error)`` is the sentence that is shown to them."""


class SegmendError(Exception):
    """Something a person should read: what is wrong, where, and what to do about it."""


class InputError(SegmendError):
    """A file, folder or value given by the person cannot be used."""


class ProjectError(SegmendError):
    """The project on disk cannot be read or written."""


class ProjectBusyError(ProjectError):
    """The project is open in another window or process."""
