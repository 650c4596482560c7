/** What the page says when the engine does not answer. */
export const linkText = {
  lost: 'The engine did not answer.',
  lostHint: 'Niti connects again by itself. Try it once more in a moment.',
  cancelled: 'Cancelled.',
  unexpected: 'Something unexpected happened.',
  unexpectedHint: 'Try again; if it stays, the log in the data folder says more.',
} as const
