"""Recordings in XDF, as LabRecorder writes them from the Lab Streaming Layer."""
