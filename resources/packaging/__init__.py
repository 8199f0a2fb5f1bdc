"""Building and shipping: what `build.spec` and `make package` need."""
