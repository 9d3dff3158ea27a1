"""Our whole build beside Hugo's same files and plain MkDocs: time, memory, files and bytes, and the limits."""
