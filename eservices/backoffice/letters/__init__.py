"""Letters at the desk: templates, writing, sending, printing and posting."""
