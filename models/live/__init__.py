"""Live learning: what the network learns from a stroke, and which image to label next."""
