"""HL7 annotated ECG (aECG, PORT_MT020001): the recordings of drug trials, in XML."""
