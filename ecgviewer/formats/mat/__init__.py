"""Recordings in MAT files: of MATLAB 5 to 7, and of 7.3, which are HDF5."""
