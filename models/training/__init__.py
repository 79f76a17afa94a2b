"""Training of a whole network, by a command and by the window's Learn; `models.learning` is the loop of both."""
