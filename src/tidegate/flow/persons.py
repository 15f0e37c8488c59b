"""What the team says of the data of persons."""

from __future__ import annotations

from tidegate.config.patterns import Matcher, names
from tidegate.config.settings import PersonalData
from tidegate.knowledge.personal import is_id, is_personal


class Persons:
    """The settings as questions. Tables and fields are asked for by every name that they have."""

    def __init__(self, said: PersonalData) -> None:
        self._tables: Matcher = names(said.tables)
        self._fields: Matcher = names(said.fields)
        self._says_tables = bool(said.tables)
        self._says_fields = bool(said.fields)

    @property
    def says(self) -> bool:
        """Whether the team says anything of it at all."""
        return self._says_tables or self._says_fields

    def may_mean(self, field: str) -> bool:
        """Whether a field of such a name may be meant in some table."""
        return self.says or is_personal(field)

    def names_table(self, tables: tuple[str, ...]) -> bool:
        """Whether the team names a table, by one of the names that it has."""
        return self._says_tables and any(map(self._tables, tables))

    def names_field(self, tables: tuple[str, ...], field: str) -> bool:
        """Whether the team names a field of a table, or the table: what only names a row is not meant."""
        if self._says_fields and any(self._fields(f"{table}.{field}") for table in tables):
            return True
        return self.names_table(tables) and not is_id(field)
