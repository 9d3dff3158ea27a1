"""A folder for each subject: its queries, pages, lists on written pages, own files and own templates."""
