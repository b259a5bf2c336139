"""The two clocks of a case, never mixed: the city's promise and the legal period.

`terms` is what a case was opened under, `replay` the pure function from its events to its
dates, `caches` the copies kept for lists, `silence` what happens at the end of the period.
"""
