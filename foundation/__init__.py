"""What the applications share: accounts, codes by mail and SMS, sessions, forms, uploads, the outbox, languages.

It knows neither Kept nor any one service: an application brings its tables, its texts and its configuration.
"""
