"""What people without git send in, a form, a list or a mail, made into a proposal."""
