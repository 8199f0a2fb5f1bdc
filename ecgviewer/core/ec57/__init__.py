"""ANSI/AAMI EC57: annotations compared beat by beat and run by run."""
