"""Images, label maps and videos as files; `models.samples` reads data sets of them."""
