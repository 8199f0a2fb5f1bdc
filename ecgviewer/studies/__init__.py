"""The study list: what is known of the records in some folders, headless."""
