import type { Pool } from '../../src/db/pool.ts';
import { verify, verifyAthletes } from '../../src/ops/verify.ts';

/** What `npm run ops -- verify` does, after each measurement of the product. @throws Error when it finds anything. */
export async function requireVerified(pool: Pool): Promise<void> {
  const differences: unknown[] = [];
  const { unfinished } = await verify(pool, (difference) => differences.push(difference));
  requireNone(differences, unfinished);
}

/** The same for these athletes, where there are too many for all of them. */
export async function requireAthletesVerified(pool: Pool, athleteUuids: string[]): Promise<void> {
  const differences: unknown[] = [];
  const { unfinished } = await verifyAthletes(pool, athleteUuids, (difference) =>
    differences.push(difference),
  );
  requireNone(differences, unfinished);
}

function requireNone(differences: readonly unknown[], unfinished: number): void {
  if (differences.length > 0 || unfinished > 0)
    throw new Error(
      `ops verify: ${unfinished} unfinished, ${differences.length} differences, such as ${JSON.stringify(differences[0])}`,
    );
}
