"""What is asked of services on the network, only where ``--online`` allows it."""
