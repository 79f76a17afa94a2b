"""The one exception of the networks that is meant for people."""


class ModelError(Exception):
    """What is wrong with a checkpoint, a data set, a device or a call; `str(error)` is a sentence for a person."""
