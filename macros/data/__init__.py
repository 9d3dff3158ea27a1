"""From files to one checked catalog: reading, validation, records, tables, facets, what changed."""
