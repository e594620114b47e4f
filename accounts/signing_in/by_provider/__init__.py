"""Sign-in by a provider of OpenID Connect. allauth does it; here is what we ask of it beyond that."""
