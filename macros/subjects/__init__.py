"""A folder for each subject: its queries, pages, page macros, own files and own templates."""
