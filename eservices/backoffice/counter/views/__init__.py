"""Pages of the counter, by what the agent does on them."""
