/** A command was used wrongly; the message shows its usage. */
export class UsageError extends Error {}
