"""Fully convolutional networks (Long et al. 2015): definition, weights, prediction, learning, evaluation."""

import os

# Waiting threads of OpenMP sleep instead of spinning: beside other work, or a second network that learns, spinning made
# one stroke of live learning take a minute on two cores. Read once, when torch is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
