"""The dictionary of metrics, figures, statewide view."""
