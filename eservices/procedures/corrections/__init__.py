"""Corrections: some answers of a request asked again, field by field.

`asked` says what is asked and where it stands, `services` is the only writer, `changes` tells
before and after, `views` are the resident's pages.
"""
