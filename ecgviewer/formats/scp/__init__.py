"""SCP-ECG (EN 1064, ISO 11073-91064): resting ECGs of European carts."""
