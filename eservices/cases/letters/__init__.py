"""Letters and decisions: from a template to a frozen PDF, and by post where it is needed."""
