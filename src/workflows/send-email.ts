import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { SendEmailInput, SendEmailResult } from '../activities/send-email.ts';
import { mailDelivery } from './activity-profiles.ts';

const { sendEmail } = proxyActivities<Pick<Activities, 'sendEmail'>>({
  ...mailDelivery,
  summary: 'Send the e-mail, unless the athlete withdrew their consent',
});

/** Sends one e-mail. In quiet hours it ends; a further execution starts when they are over. */
export async function SendEmail({ emailId }: SendEmailInput): Promise<SendEmailResult & SendEmailInput> {
  const result = await sendEmail({ emailId });
  setCurrentDetails(DETAILS[result.outcome](result.reason));
  return { emailId, ...result };
}

const DETAILS: Record<SendEmailResult['outcome'], (reason?: string) => string> = {
  sent: () => 'The mail server has accepted the e-mail.',
  postponed: () => 'These are quiet hours on the athlete’s clock. It is sent when they are over.',
  skipped: (reason) => `Not sent: \`${reason}\`.`,
  failed: (reason) => `Given up: \`${reason}\`.`,
};
