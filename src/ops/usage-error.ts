/** A command has wrong arguments. The message shows its usage. */
export class UsageError extends Error {}
