import type { Pool } from '../../src/db/pool.ts';
import { verify, verifyAthletes } from '../../src/ops/verify.ts';

/** Does what `npm run ops -- verify` does, after each measurement of the product. @throws Error if it finds anything */
export async function requireVerified(pool: Pool): Promise<void> {
  const differences: unknown[] = [];
  const { unfinished } = await verify(pool, (difference) => differences.push(difference));
  requireNone(differences, unfinished);
}

/** Does the same for these athletes only. */
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
