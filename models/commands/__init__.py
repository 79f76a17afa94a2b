"""The networks' commands as a person types them, and what they share. Imports neither torch nor OpenCV."""
