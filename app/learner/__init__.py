"""The network of the session: predicts, learns from strokes, keeps versions. The only Qt room that knows torch."""

from app.learner.learner import Learner
from app.learner.versions import LearnReport, Version

__all__ = ["LearnReport", "Learner", "Version"]
