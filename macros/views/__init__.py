"""One module for each kind of output: the catalog goes in, pages and files come out.

A view has one public function, ``outputs(catalog, site)``, which yields
``Page`` and ``SiteFile`` values, reads nothing else and writes nothing.
"""
