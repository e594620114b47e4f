"""The decoded bytes of every answer, once per content, outside the database."""
