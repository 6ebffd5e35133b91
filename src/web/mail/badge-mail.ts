import { presentAchievement } from '../../domain/achievements/index.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { dayAndMonth } from '../calendar-names.ts';
import { counted } from '../quantities.ts';
import type { RenderedMail } from './mail-content.ts';
import { renderMail } from './render-mail.ts';

interface BadgeMailOptions {
  timeZone: string;
  unsubscribeUrl?: string | undefined;
}

/**
 * Renders the mail about what one workout earned; at least one award. No mail has a text that somebody entered, such as
 * a name: mail programs make links of texts like `evil.example`.
 */
export function renderBadgeMail(
  awards: readonly { achievementId: string; earnedAt: string }[],
  { timeZone, unsubscribeUrl }: BadgeMailOptions,
): RenderedMail {
  const titles = awards.map(({ achievementId }) => presentAchievement(achievementId).title);
  const day = dayAndMonth(localDateOf(awards[0]!.earnedAt, timeZone));
  const what = titles.length === 1 ? titles[0]! : counted(titles.length, 'new badge');
  return renderMail({
    subject:
      titles.length === 1
        ? `New badge: ${what}`
        : `${what}: ${titles.slice(0, 2).join(', ')}${titles.length > 2 ? ' …' : ''}`,
    title: what,
    lead: `Your workout of ${day} earned ${titles.length === 1 ? 'a badge' : 'these badges'}.`,
    sections: [{ heading: 'Earned', rows: titles.map((label) => ({ label, value: '' })) }],
    notes: ['You get this mail because you agreed to mails about badges.'],
    kindName: 'mails about badges',
    unsubscribeUrl,
  });
}
