"""The session: the open project and image, and the only writer of the domain."""

from app.session.session import Session

__all__ = ["Session"]
