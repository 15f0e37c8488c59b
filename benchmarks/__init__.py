"""What Tidegate costs and how often it is right, measured on large published projects."""
