def register_with(app):
    pass
