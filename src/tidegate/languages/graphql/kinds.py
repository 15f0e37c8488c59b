"""What a type of a schema is, as the first base of its class says; no schema can have such names."""

OBJECT, INPUT, ENUM, SCALAR = "<object>", "<input>", "<enum>", "<scalar>"
NUMBERS = frozenset({"Int", "Float", "Boolean"})  # types that the language itself has
ROOTS = ("Query", "Mutation", "Subscription")
TEXTS = frozenset({"String", "ID"})
