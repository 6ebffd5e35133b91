import type { Pool } from '../../src/db/pool.ts';
import { verify } from '../../src/ops/verify.ts';

/** What `npm run ops -- verify` does, after each measurement of the product. @throws Error when it finds anything. */
export async function requireVerified(pool: Pool): Promise<void> {
  const differences: unknown[] = [];
  const { unfinished } = await verify(pool, (difference) => differences.push(difference));
  if (differences.length > 0 || unfinished > 0)
    throw new Error(
      `ops verify: ${unfinished} unfinished, ${differences.length} differences, such as ${JSON.stringify(differences[0])}`,
    );
}
