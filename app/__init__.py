"""Segmend, the desktop program: label images with a network and teach it while you correct it."""

__version__ = "0.1.0"
