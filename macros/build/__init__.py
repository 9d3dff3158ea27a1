"""From catalog and written pages to a published site: the MkDocs adapter, publishing, the check of pages, the day of the build."""
