/** Converts milliseconds since 1970 for PostgreSQL. */
export const toInstant = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);
