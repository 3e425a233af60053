"""Records written by hand, from lists, forms and observations."""
