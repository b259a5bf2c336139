"""The paper twin: any version as a blank form to print, and the way back from paper."""
