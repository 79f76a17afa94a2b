"""From files of any size to files of labels and scores; `models.predictor` is the door."""
