"""GE MUSE XML: resting ECGs that the MUSE system exports (restecg.dtd)."""
