"""Where editors look before they publish, compare and bring back versions, keep samples."""
