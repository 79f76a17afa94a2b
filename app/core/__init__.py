"""The domain of Segmend in plain Python and numpy: no Qt, no torch."""
