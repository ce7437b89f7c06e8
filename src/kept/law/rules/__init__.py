"""Rules, one subject a module; found by lying here."""
