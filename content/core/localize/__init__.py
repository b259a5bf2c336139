"""What wagtail-localize 1.14 leaves open: moves, texts in other places, publishing unfinished."""
