"""What all pages share: templates, components, layout and slots, lists with filters, what makes a page macro."""
