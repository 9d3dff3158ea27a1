"""From catalog and written pages to a published site: MkDocs adapter, publishing, check of pages, day of the build."""
