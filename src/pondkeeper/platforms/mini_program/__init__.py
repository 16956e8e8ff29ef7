"""Mini program (小程序): who opens it, its codes and links, its messages and parcels."""
