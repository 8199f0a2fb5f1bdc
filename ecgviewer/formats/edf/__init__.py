"""EDF, EDF+, BDF and BDF+ recordings: reader and writer."""
