"""What all pages share: templates, components, the layout and its slots, lists with filters, what a page macro knows."""
