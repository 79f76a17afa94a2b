"""The desktop program: domain, session, learner, camera, commands and window."""

__version__ = "0.1.0"
