"""Bills of materials as CycloneDX documents.

``components``, ``graph`` and ``vulnerabilities`` make parts of a document out of values; ``document`` puts
parts together, the same input always to the same bytes; ``validation`` holds a document against the
official schema.
"""
