"""AI-BOMs as SPDX 3.0.1 documents, in JSON-LD."""
