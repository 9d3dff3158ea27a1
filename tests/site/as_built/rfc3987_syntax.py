"""Not there: it comes with the tests' packages only, and loading it would be half of the time of a short command.

jsonschema takes it for the formats ``iri`` and ``iri-reference``, which no schema of ours has.
"""

raise ImportError
