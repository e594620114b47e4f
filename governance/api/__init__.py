"""The public record over HTTP: anybody may read all of it, and nobody is identified."""
