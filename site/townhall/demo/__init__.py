"""The demonstration city: data in YAML, a small loader, people invented and marked so."""
