"""What moves: inbox, conversations, outbox, leases, tokens and limits, in Redis or Valkey."""
