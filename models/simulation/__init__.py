"""The simulated annotator: how much work a learner saves, counted in strokes."""
