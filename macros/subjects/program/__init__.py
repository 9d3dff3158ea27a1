"""The program's own record, deliverables, reports, stories, pages for staff."""
