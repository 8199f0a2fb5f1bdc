"""GE CardioSoft and CASE (CardiologyXML): resting ECGs, as UK Biobank has them, too."""
