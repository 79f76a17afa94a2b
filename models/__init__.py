"""Fully convolutional networks (Long et al. 2015): definition, weights, prediction, learning, evaluation."""
