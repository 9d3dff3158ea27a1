"""Sessions, series, learning paths and the calendar."""
