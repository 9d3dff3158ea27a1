"""Values in, bytes out: Word, Excel, calendars, charts. Nothing here knows a record."""
