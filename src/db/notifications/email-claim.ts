import type { Queryable } from '../pool.ts';

/** An e-mail, and the execution that sends it. */
export interface EmailExecution {
  emailId: string;
  workflowId: string;
}

/** How long a claim lasts after its last renewal. */
const CLAIM = `interval '10 s'`;

/**
 * Claims an e-mail for one attempt to send it. A redrive cannot stop an execution that is waiting for the mail server's
 * reply, so its successor waits for the end of the claim. A time further ahead was written before PostgreSQL's clock was
 * set back.
 * @returns false if another attempt is sending the e-mail, or another execution has it
 */
export async function claimEmail(db: Queryable, { emailId, workflowId }: EmailExecution): Promise<boolean> {
  const { rowCount } = await db.query(
    `update emails
     set sending_until = now() + ${CLAIM}
     where email_id = $1::uuid
       and workflow_id = $2::text
       and state = 'waiting'
       and (
         sending_until is null
         -- now() is older than a renewal that this statement has waited for.
         or sending_until not between clock_timestamp() and clock_timestamp() + ${CLAIM}
       )`,
    [emailId, workflowId],
  );
  return rowCount === 1;
}

/** Renews the claim to an e-mail that is being sent. */
export async function renewClaim(db: Queryable, emailId: string): Promise<void> {
  await db.query(`update emails set sending_until = now() + ${CLAIM} where email_id = $1::uuid`, [emailId]);
}

/** Ends the claim to an e-mail that could not be sent. */
export async function releaseClaim(db: Queryable, emailId: string): Promise<void> {
  await db.query(`update emails set sending_until = null where email_id = $1::uuid`, [emailId]);
}
