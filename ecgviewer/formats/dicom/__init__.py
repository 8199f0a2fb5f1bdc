"""DICOM waveforms (PS3.3 A.34, C.10.9): ECGs of 12 leads, general and ambulatory."""
