"""What auditors are shown: attestations of single revisions."""
