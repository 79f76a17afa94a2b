"""The exchange formats: one file each, reading and writing side by side; import and export of projects."""
