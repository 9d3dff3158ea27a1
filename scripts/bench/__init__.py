"""Our whole build beside Hugo's bare pages: wall time, CPU time and memory."""
