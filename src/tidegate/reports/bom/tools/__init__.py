"""The AI tools of an AI-BOM: what they are and run, where they send data, who answers for them."""
